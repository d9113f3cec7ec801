import t from 'tap'
import type { DomainClaim, DomainClaimStatus } from '../../../../hooks/api/domain-claim.ts'
import { hasNothingInZones } from '../../../../hooks/conditions/nothing-in-zones.ts'
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
  isIssued
} from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'
const minute = 60

/** Syncs for so many seconds, and loses each answer: the API server has the status of before. */
async function liveUnsaved(world: ClaimWorld, claim: DomainClaim, seconds: number): Promise<void> {
  const end = world.clock.now() + seconds * 1000
  while (world.clock.now() < end) {
    const { resyncAfterSeconds = minute } = await world.sync(claim)
    await world.clock.advance(resyncAfterSeconds * 1000)
  }
}

t.test('no record is written before the API server has the certificate of the claim', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await liveUnsaved(world, claim, 5 * minute)
  t.equal(world.cloud.certificates.list().length, 1, 'one certificate, however often it is asked')
  t.strictSame(recordsIn(world), [])
  const other = world.cloud.zones.create('shop.example.com', { id: 'Z0NEW' }).id
  claim.spec.hostedZoneID = other
  t.ok(await bringToReady(world, claim), 'it goes on in the zone that the pool gave it')
  t.strictSame(recordsIn(world), [], 'and leaves nothing in the zone of before')
  t.equal(recordsIn(world, other).length, 4)
})

t.test('killed at any AWS call of its first minute, and then given another zone', async t => {
  for (let call = 1; call < 14; call++) {
    for (const side of ['before', 'after'] as const) {
      const world = createClaimWorld()
      const claim = aClaim(world, hostname)
      world.killAt(call, side)
      await world.live(claim, minute / 6)
      const mayMove = claim.status?.certificate === undefined && claim.spec.target === undefined
      world.cloud.faults.clear()
      world.restart()
      if (mayMove) {
        t.strictSame(recordsIn(world), [], `call ${call}, ${side}`)
        claim.spec.hostedZoneID = world.cloud.zones.create('shop.example.com', {}).id
      }
      t.ok(await bringToReady(world, claim), `call ${call}, ${side}`)
      removeLoadBalancers(world)
      t.ok(await world.remove(claim))
      for (const { id } of world.cloud.zones.list()) t.strictSame(recordsIn(world, id), [])
    }
  }
})

t.test('a status that cannot be read leaves its certificate behind, so the zone stays', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await world.run(claim, isIssued)
  claim.status = { certificate: { attempts: 5000 } } as DomainClaimStatus
  const gone = { before: { do: 'drop' } } as const
  const end = world.cloud.faults.use(() => gone)
  await world.live(claim, minute)
  t.match(claim.status?.certificate, { attempts: 0 })
  t.equal(standing(claim), 'False AWSUnavailable')
  end()
  await world.live(claim, minute)
  t.equal(standing(claim, 'CertificateIssued'), 'True Done')
})

t.test('an unreadable claim does not lose its certificate either', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  claim.status = { certificate: { attempts: 5000 } }
  const broken = { ...claim, spec: { ...claim.spec, hostname: '' } }
  const { status } = await world.sync(broken)
  t.match(status.certificate, { attempts: 0 })
})

t.test('a deleted claim without certificate does not look into a zone it may not read', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname, { hostedZoneID: 'Z0STRANGE' })
  const denied = { before: { do: 'error', code: 'AccessDenied', status: 403 } } as const
  world.cloud.faults.use(({ zone }) => (zone === 'Z0STRANGE' ? denied : undefined))
  await world.live(claim, minute)
  t.equal(standing(claim), 'False ZoneAccessDenied')
  t.ok(await world.remove(claim, 10 * minute), messageOf(claim))
})

t.test('a deleted claim that was restored without a status does look, and waits', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  t.ok(await bringToReady(world, claim))
  t.strictSame(recordsIn(world), recordsOf('shop'))
  delete claim.status
  delete claim.spec.target
  claim.metadata.uid = 'restored'
  world.restart()
  const denied = { before: { do: 'error', code: 'AccessDenied', status: 403 } } as const
  const end = world.cloud.faults.use(({ service }) => (service === 'route53' ? denied : undefined))
  t.notOk(await world.remove(claim, 10 * minute))
  end()
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.strictSame(recordsIn(world), [])
})

t.test(
  'a restored claim without certificate removes its alias, also beside other records',
  async t => {
    const world = createClaimWorld()
    t.ok(await bringToReady(world, aClaim(world, hostname)))
    removeLoadBalancers(world)
    for (const { arn } of world.cloud.certificates.list()) world.cloud.certificates.vanish(arn)
    world.cloud.zones.put(world.zoneID, { name: hostname, type: 'AAAA', values: ['2001:db8::1'] })
    world.restart()
    await world.clock.advance(minute * 1000)
    const restored = aClaim(world, hostname)
    await world.live(restored, 10 * minute)
    t.match(messageOf(restored), /AAAA 2001:db8::1 is not ours/)
    t.notOk(hasNothingInZones(restored), 'the pool may not give it another zone')
    t.ok(await world.remove(restored))
    const left = recordsIn(world).filter(record => !record.includes('_v'))
    t.strictSame(left, ['AAAA shop'])
  }
)
