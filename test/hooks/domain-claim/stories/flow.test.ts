import t from 'tap'
import { aClaim, bringToReady, createClaimWorld, isReady } from '../../../helpers/claim-world.ts'

t.test('one hostname to Ready and back, with the fewest calls', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, 'shop.example.com')
  t.ok(await bringToReady(world, claim))
  t.ok(isReady(claim))
  const names = world.cloud.zones.records(world.zoneID).map(r => `${r.type} ${r.name}`)
  t.equal(names.length, 6, names.join('\n'))
  const { ListCertificates, GetChange, ...calls } = world.cloud.calls.counts()
  t.strictSame(calls, {
    GetHostedZone: 1,
    ListResourceRecordSets: 1,
    RequestCertificate: 1,
    DescribeCertificate: 2,
    ChangeResourceRecordSets: 2
  })
  t.ok(
    (ListCertificates ?? 0) <= 24 && (GetChange ?? 0) <= 6,
    `one listing a tick at most: ${ListCertificates} ${GetChange}`
  )
  world.cloud.loadBalancers.remove(world.cloud.loadBalancers.list()[0]?.arn ?? '')
  t.ok(await world.remove(claim))
  t.equal(world.cloud.zones.records(world.zoneID).length, 2)
  t.equal(world.cloud.certificates.list().length, 0)
  t.equal(claim.status?.certificate?.attempts, 0, 'a wanted deletion is no failed attempt')
})
