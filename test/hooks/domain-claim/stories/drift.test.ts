import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import { messageOf, recordsIn } from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  createClaimWorld,
  isReady
} from '../../../helpers/claim-world.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Claims that are synced as Metacontroller does: after their own time, and every half hour. */
type Installation = {
  world: ClaimWorld
  claims: readonly DomainClaim[]
  /** Runs for so long (ms), or until something holds after a sync. @returns whether it holds */
  run: (ms: number, until?: () => boolean) => Promise<boolean>
}

async function installation(hostnames: number): Promise<Installation> {
  const world = createClaimWorld({ quotas: 'none' })
  const claims: DomainClaim[] = []
  for (let index = 0; index < hostnames; index++) {
    const claim = aClaim(world, `h${index}.example.com`)
    if (!(await bringToReady(world, claim))) throw new Error(messageOf(claim))
    claims.push(claim)
  }
  return { world, claims, run: runner(world, claims) }
}

const resyncMs = 30 * minuteMs

function runner(world: ClaimWorld, claims: readonly DomainClaim[]): Installation['run'] {
  const dueAt = new Map(claims.map(claim => [claim, world.clock.now()]))
  let resyncAt = world.clock.now() + resyncMs
  return async (ms, until = () => false) => {
    const end = world.clock.now() + ms
    for (;;) {
      const next = Math.min(resyncAt, ...dueAt.values())
      if (next > end) break
      await world.clock.advance(Math.max(0, next - world.clock.now()))
      const isResync = next === resyncAt
      if (isResync) resyncAt += resyncMs
      for (const claim of claims)
        if (isResync || (dueAt.get(claim) ?? 0) <= world.clock.now()) {
          const { resyncAfterSeconds = Number.POSITIVE_INFINITY } = await world.step(claim)
          dueAt.set(claim, world.clock.now() + resyncAfterSeconds * 1000)
        }
      if (until()) return true
    }
    await world.clock.advance(Math.max(0, end - world.clock.now()))
    return false
  }
}

for (const [hostnames, hours] of [
  [100, 24],
  [300, 6]
] as const) {
  t.test(`${hostnames} hostnames`, async t => {
    const { world, claims, run } = await installation(hostnames)
    await run(hourMs)

    await t.test(
      `${hours} quiet hours cost at most 60 calls an hour, and no status write`,
      async t => {
        world.cloud.calls.reset()
        const writes = world.statusWrites()
        await run(hours * hourMs)
        const calls = world.cloud.calls.entries().length
        t.ok(calls / hours <= 60, `${(calls / hours).toFixed(1)} calls an hour`)
        t.equal(world.statusWrites(), writes)
      }
    )

    for (const [what, names] of [
      ['alias', { A: 'h7.example.com' }],
      ['ownership record', { TXT: '_gateway-orchestrator.h7.example.com' }],
      [
        'alias and ownership record',
        { A: 'h7.example.com', TXT: '_gateway-orchestrator.h7.example.com' }
      ],
      ['validation record', { CNAME: validationNameIn(world) }]
    ] as const) {
      await t.test(`the ${what} is deleted, and is back in less than 10 minutes`, async t => {
        const before = recordsIn(world)
        // Right after a look is the worst moment.
        await run(hourMs, () => true)
        for (const [type, name] of Object.entries(names))
          world.cloud.zones.removeRecord(world.zoneID, name, type)
        t.not(recordsIn(world).length, before.length)
        const deletedAt = world.clock.now()
        t.ok(await run(hourMs, () => recordsIn(world).length === before.length))
        const minutes = (world.clock.now() - deletedAt) / minuteMs
        t.ok(minutes < 10, `${minutes.toFixed(1)} minutes`)
        t.strictSame(recordsIn(world), before)
        const areReady = () => claims.every(isReady)
        t.ok(areReady() || (await run(3 * minuteMs, areReady)))
      })
    }

    await t.test(
      'a certificate vanishes: a new one is requested in less than 10 minutes',
      async t => {
        await run(hourMs, () => true)
        const claim = claims[7] as DomainClaim
        world.cloud.certificates.vanish(claim.status?.certificate?.arn ?? '')
        const vanishedAt = world.clock.now()
        const isRequested = () =>
          world.cloud.certificates.list().some(({ domain }) => domain === 'h7.example.com')
        t.ok(await run(hourMs, isRequested))
        const minutes = (world.clock.now() - vanishedAt) / minuteMs
        t.ok(minutes < 10, `${minutes.toFixed(1)} minutes`)
      }
    )
  })
}

function validationNameIn({ cloud, zoneID }: ClaimWorld): string {
  const found = cloud.zones
    .records(zoneID)
    .find(({ name, type }) => type === 'CNAME' && name.endsWith('.h7.example.com.'))
  return found?.name ?? ''
}
