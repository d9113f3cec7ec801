import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import { deletedAt } from '../../../../hooks/domain-claim/facts/deletion.ts'
import {
  messageOf,
  recordsIn,
  recordsOf,
  removeLoadBalancers,
  standing,
  writesOf
} from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  createClaimWorld,
  isIssued,
  region
} from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'
const minute = 60

async function readyClaim(
  spec: Partial<DomainClaim['spec']> = {}
): Promise<{ world: ClaimWorld; claim: DomainClaim }> {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname, spec)
  if (!(await bringToReady(world, claim))) throw new Error(`not Ready: ${messageOf(claim)}`)
  return { world, claim }
}

function isClean({ cloud }: ClaimWorld): boolean {
  return cloud.certificates.list().length === 0
}

t.test('a deletion was requested before the first sync that showed it', t => {
  const second = Date.parse('2026-01-01T00:00:10Z')
  const claim = aClaim(createClaimWorld(), hostname)
  claim.metadata.deletionTimestamp = '2026-01-01T00:00:10Z'
  for (const [given, seenAt, began, expected] of [
    ['seen in the second of the deletion', 400, 5000, 400],
    ['seen later', 4000, 5000, 1000],
    ['never seen before', undefined, 5000, 1000],
    ['never seen before, in the second of the deletion', undefined, 400, 400],
    ['the clock of the API server is ahead', -30_000, 5000, -30_000]
  ] as const) {
    const context = {
      now: second + 6000,
      began: second + began,
      cluster: 'a',
      settleSeconds: 15,
      keepsZones: true,
      ...(seenAt !== undefined && { deletionSeenAt: second + seenAt })
    }
    t.equal(deletedAt(claim, context) - second, expected, given)
  }
  t.end()
})

t.test('deleted at any moment, nothing is left', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  const moments: { seconds: number; claim: DomainClaim }[] = []
  const began = world.clock.now()
  await world.run(claim, c => {
    moments.push({ seconds: (world.clock.now() - began) / 1000, claim: structuredClone(c) })
    return isIssued(c)
  })
  for (const { seconds } of moments.filter((_, index) => index % 3 === 0)) {
    const world = createClaimWorld()
    const claim = aClaim(world, hostname)
    if (seconds > 0) await world.live(claim, seconds)
    t.ok(await world.remove(claim), `after ${seconds} s`)
    t.ok(isClean(world))
    t.strictSame(recordsIn(world), [])
  }
})

t.test('deleted before the first sync', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  const began = world.clock.now()
  t.ok(await world.remove(claim))
  t.ok(world.clock.now() >= began + 30_000, 'with no ARN known, two clean looks some time apart')
  t.strictSame(writesOf(world), [])
})

t.test('a request that was under way when the deletion came leaves nothing', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  world.cloud.faults.next('RequestCertificate', { before: { do: 'delay', milliseconds: 4_900 } })
  const late = world.begin(claim)
  await world.clock.advance(1_000)
  world.markDeleted(claim)
  world.restart()
  t.ok(await world.remove(claim))
  await late
  t.ok(isClean(world))
  t.equal(world.cloud.calls.counts().RequestCertificate, 1, 'it had its effect')
})

t.test('an alias that was being written when the deletion came leaves nothing', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await world.run(claim, isIssued)
  world.attach(claim)
  world.cloud.faults.next('ChangeResourceRecordSets', {
    before: { do: 'delay', milliseconds: 4_900 }
  })
  const late = world.begin(claim)
  await world.clock.advance(1_900)
  world.markDeleted(claim)
  removeLoadBalancers(world)
  world.restart()
  t.ok(await world.remove(claim))
  await late
  t.strictSame(recordsIn(world), [])
  t.ok(isClean(world))
})

t.test('a certificate that others use', async t => {
  const { world, claim } = await readyClaim()
  const theirs = world.cloud.loadBalancers.create({ name: 'k8s-other-ingress-1', region })
  world.cloud.loadBalancers.attach(theirs.arn, claim.status?.certificate?.arn ?? '')
  for (const { arn, name } of world.cloud.loadBalancers.list())
    if (name !== 'k8s-other-ingress-1') world.cloud.loadBalancers.remove(arn)
  t.notOk(await world.remove(claim, 10 * minute))
  t.equal(standing(claim), 'False CertificateInUse')
  t.match(messageOf(claim), /is still used by arn:.*loadbalancer\/app\/k8s-other-ingress-1/)
  t.strictSame(
    recordsIn(world),
    recordsOf('shop').filter(r => r.includes('_v')),
    'the alias is gone, the validation record not'
  )
  const writes = world.statusWrites()
  t.notOk(await world.remove(claim, 10 * minute))
  t.equal(world.statusWrites(), writes, 'the same situation, the same status')
  world.cloud.loadBalancers.remove(theirs.arn)
  t.ok(await world.remove(claim))
  t.ok(isClean(world))
  t.strictSame(recordsIn(world), [])
})

t.test('an alias that somebody pointed elsewhere stays, only our TXT goes', async t => {
  const { world, claim } = await readyClaim()
  world.cloud.zones.put(world.zoneID, { name: hostname, type: 'A', values: ['192.0.2.7'] })
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.strictSame(recordsIn(world), ['A shop'])
})

t.test('an alias without our TXT is ours only if status and zone show it', async t => {
  const { world, claim } = await readyClaim()
  world.cloud.zones.removeRecord(world.zoneID, `_gateway-orchestrator.${hostname}`, 'TXT')
  removeLoadBalancers(world)
  delete claim.status?.alias
  world.restart()
  t.ok(await world.remove(claim))
  t.strictSame(recordsIn(world), ['A shop'])
})

t.test("another cluster's records stay", async t => {
  const { world, claim } = await readyClaim()
  const other = createClaimWorld({ beside: world, cluster: 'second' })
  const rival = aClaim(other, hostname)
  await other.live(rival, minute)
  t.ok(await other.remove(rival))
  t.strictSame(recordsIn(world), recordsOf('shop'))
  t.equal(world.cloud.certificates.list().length, 1)
  await world.live(claim, 31 * minute)
  t.equal(standing(claim), 'True Ready')
})

t.test('a zone that was deleted meanwhile holds nobody up', async t => {
  const { world, claim } = await readyClaim()
  removeLoadBalancers(world)
  world.cloud.faults.use(({ service }) =>
    service === 'route53'
      ? {
          before: {
            do: 'error',
            code: 'NoSuchHostedZone',
            status: 404,
            message: 'No hosted zone found'
          }
        }
      : undefined
  )
  t.ok(await world.remove(claim))
  t.ok(isClean(world))
})

t.test('certificate, alias and validation record deleted by hand before', async t => {
  const { world, claim } = await readyClaim()
  removeLoadBalancers(world)
  world.cloud.certificates.vanish(claim.status?.certificate?.arn ?? '')
  for (const { name, type } of world.cloud.zones.records(world.zoneID))
    if (type !== 'NS' && type !== 'SOA') world.cloud.zones.removeRecord(world.zoneID, name, type)
  t.ok(await world.remove(claim))
})

t.test('a status that was lost: what is ours is found by name and tags', async t => {
  const { world, claim } = await readyClaim()
  removeLoadBalancers(world)
  delete claim.status
  world.restart()
  t.ok(await world.remove(claim))
  t.ok(isClean(world))
  t.strictSame(recordsIn(world), [])
})

t.test('a certificate that ACM does not show yet is waited for', async t => {
  const world = createClaimWorld({ timings: { describeLag: 25_000, listLag: 25_000 } })
  const claim = aClaim(world, hostname)
  await world.step(claim)
  world.restart()
  t.ok(await world.remove(claim))
  t.ok(isClean(world))
})

t.test('a released claim with a target is deleted like any other', async t => {
  const { world, claim } = await readyClaim()
  claim.spec.releasedAt = '2026-01-01T00:00:00Z'
  await world.live(claim, 5 * minute)
  t.equal(standing(claim), 'True Ready', 'it serves on within the grace')
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.ok(isClean(world))
})

t.test('a clock of the API server that is ahead of ours', async t => {
  const { world, claim } = await readyClaim()
  removeLoadBalancers(world)
  claim.metadata.deletionTimestamp = new Date(world.clock.now() + 30_000).toISOString()
  world.cloud.calls.reset()
  await world.step(claim)
  const { ListResourceRecordSets = 0, ListCertificates = 0 } = world.cloud.calls.counts()
  t.ok(
    ListResourceRecordSets <= 2 && ListCertificates <= 2,
    'looks are taken once, not again and again'
  )
  t.ok(await world.remove(claim))
  t.ok(isClean(world))
})
