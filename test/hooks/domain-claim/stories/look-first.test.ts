import t from 'tap'
import { standing } from '../../../helpers/claim-reading.ts'
import { aClaim, bringToReady, createClaimWorld, isIssued } from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'

t.test('a record that came after the snapshot of the zone costs no certificate', async t => {
  const world = createClaimWorld()
  await world.step(aClaim(world, 'one.example.com'))
  world.cloud.zones.put(world.zoneID, { name: hostname, type: 'A', values: ['192.0.2.7'] })
  await world.clock.advance(200_000)
  world.cloud.calls.reset()
  const claim = aClaim(world, hostname)
  await world.step(claim)
  t.equal(standing(claim), 'False ForeignRecord')
  t.equal(world.cloud.calls.counts().RequestCertificate, undefined)
})

t.test('… nor does a hostname that another cluster has got since', async t => {
  const first = createClaimWorld()
  const second = createClaimWorld({ beside: first, cluster: 'second' })
  await second.step(aClaim(second, 'one.example.com'))
  await bringToReady(first, aClaim(first, hostname))
  await first.clock.advance(60_000)
  first.cloud.calls.reset()
  const claim = aClaim(second, hostname)
  await second.live(claim, 60, 10)
  t.equal(standing(claim), 'False HeldByAnotherCluster')
  t.equal(first.cloud.calls.counts().RequestCertificate, undefined)
})

t.test('no alias is created beside a record that came while ACM issued', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await world.run(claim, isIssued)
  world.cloud.zones.put(world.zoneID, { name: hostname, type: 'AAAA', values: ['2001:db8::7'] })
  await world.clock.advance(300_000)
  world.attach(claim)
  await world.live(claim, 300)
  t.equal(standing(claim), 'False ForeignRecord')
  t.notOk(world.cloud.zones.records(world.zoneID).some(({ type }) => type === 'A'))
})
