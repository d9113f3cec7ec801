import t from 'tap'
import {
  messageOf,
  recordsIn,
  recordsOf,
  removeLoadBalancers,
  standing
} from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  createClaimWorld,
  isIssued,
  isReady
} from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'
const minute = 60
const hour = 3600
const day = 86_400
const validationRecords = ['CNAME _v.shop', 'TXT _gateway-orchestrator._v.shop']

function removeByHand({ cloud, zoneID }: ClaimWorld, type: string, prefix = '_'): void {
  const record = cloud.zones.records(zoneID).find(r => r.type === type && r.name.startsWith(prefix))
  if (record !== undefined) cloud.zones.removeRecord(zoneID, record.name, type)
}

t.test(
  'the validation record is created with a TXT that names the cluster, and with its TTL',
  async t => {
    const world = createClaimWorld()
    const claim = aClaim(world, hostname, {
      dns: { validationTTLSeconds: 77, validationRecords: 'Delete' }
    })
    await world.run(claim, isIssued)
    t.strictSame(recordsIn(world), validationRecords)
    const [cname, txt] = world.cloud.zones.records(world.zoneID).filter(r => r.name.startsWith('_'))
    t.match([cname?.type, txt?.type].sort(), ['CNAME', 'TXT'])
    t.ok(world.cloud.zones.records(world.zoneID).some(r => r.type === 'CNAME' && r.ttl === 77))
    t.ok(
      world.cloud.zones
        .records(world.zoneID)
        .some(r => r.values[0]?.includes('cluster=test-cluster'))
    )
  }
)

t.test('deleted by hand while validation is pending, it is written again', async t => {
  const world = createClaimWorld({ timings: { issueLag: 1800_000 } })
  const claim = aClaim(world, hostname)
  await world.live(claim, minute)
  removeByHand(world, 'CNAME')
  t.ok(await world.run(claim, isIssued, 2 * 3600))
  t.strictSame(recordsIn(world), validationRecords)
})

t.test('deleted by hand while Ready, it is written again at the periodic resync', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  removeByHand(world, 'CNAME')
  await world.live(claim, 31 * minute)
  t.strictSame(recordsIn(world), recordsOf('shop'))
  t.ok(isReady(claim))
})

t.test(
  'a certificate is renewed, although somebody deletes the validation record every month',
  async t => {
    const world = createClaimWorld()
    const claim = aClaim(world, hostname)
    await bringToReady(world, claim)
    const arn = claim.status?.certificate?.arn ?? ''
    const before = world.cloud.certificates.find(arn)?.notAfter ?? 0
    for (let today = 0; today < 300; today += 5) {
      if (today % 30 === 0) removeByHand(world, 'CNAME')
      await world.clock.advance((5 * day - hour) * 1000)
      await world.live(claim, hour)
    }
    t.ok(isReady(claim))
    t.equal(claim.status?.certificate?.arn, arn)
    t.ok((world.cloud.certificates.find(arn)?.notAfter ?? 0) > before + 100 * day * 1000, 'renewed')
    t.equal(world.cloud.calls.counts().RequestCertificate, 1)
  }
)

t.test('a renewal that is overdue is told, and the hostname stays Ready', async t => {
  const world = createClaimWorld({ timings: { renewBefore: day * 1000 } })
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  await world.clock.advance(190 * day * 1000)
  await world.step(claim)
  t.equal(standing(claim, 'CertificateIssued'), 'True RenewalOverdue')
  t.match(messageOf(claim, 'CertificateIssued'), /on 2026-07-18 and ACM has not renewed it/)
  t.ok(isReady(claim))
})

t.test('an equal record that somebody else made is shared, and left in the end', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await world.run(claim, isIssued)
  removeByHand(world, 'TXT')
  world.attach(claim)
  t.ok(await world.run(claim, isReady))
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.strictSame(recordsIn(world), ['CNAME _v.shop'])
})

t.test('another record in its way is a condition that names it', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await world.run(claim, isIssued)
  const record = world.cloud.zones.records(world.zoneID).find(r => r.type === 'CNAME')
  t.ok(await world.remove(claim))
  world.cloud.zones.put(world.zoneID, {
    name: record?.name ?? '',
    type: 'CNAME',
    values: ['elsewhere.example.net.']
  })
  const next = aClaim(world, hostname)
  await world.live(next, minute)
  t.equal(standing(next), 'False ValidationRecordInTheWay')
  t.match(messageOf(next), /_.*\.shop\.example\.com CNAME elsewhere\.example\.net\./)
  world.cloud.zones.removeRecord(world.zoneID, record?.name ?? '', 'CNAME')
  t.ok(await world.run(next, isIssued), 'once it is gone, it goes on')
})

t.test('a status that names another record has none of it written or removed', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  world.cloud.zones.put(world.zoneID, {
    name: 'mail.example.com',
    type: 'CNAME',
    values: ['mail.example.net.']
  })
  for (const record of [
    { name: 'www.example.com', type: 'CNAME', value: 'evil.example.net' },
    { name: '_x.other.example.com', type: 'CNAME', value: '_y.acm-validations.aws' },
    { name: '_x.shop.example.com', type: 'A', value: '192.0.2.1' },
    { name: '_x.shop.example.com', type: 'CNAME', value: '_y.made-up.example' },
    { name: 'mail.example.com', type: 'CNAME', value: 'mail.example.net' }
  ]) {
    if (claim.status?.certificate) claim.status.certificate.validationRecord = record
    await world.live(claim, 31 * minute)
    t.strictSame(recordsIn(world), [...recordsOf('shop'), 'CNAME mail'].sort(), record.name)
    t.ok(isReady(claim))
  }
  if (claim.status?.certificate)
    claim.status.certificate.validationRecord = {
      name: 'mail.example.com',
      type: 'CNAME',
      value: 'mail.example.net'
    }
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.strictSame(recordsIn(world), ['CNAME mail'])
})
