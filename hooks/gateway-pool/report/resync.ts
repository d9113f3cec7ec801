import type { Held } from '../admit/held.ts'
import { graceEndOf } from '../admit/release.ts'
import type { Observation } from '../observe/observe.ts'
import type { Placement } from '../place/place.ts'
import { quietUntil } from '../render/gateway-status.ts'

/**
 * Metacontroller can drop events of related objects, so each pool is synced at least this often,
 * also where its CompositeController has no `resyncPeriodSeconds`.
 */
const atLeastEverySeconds = 300
/**
 * If not everything fitted into this answer, the next sync comes after this time at the latest.
 * Usually the events of children that were created or deleted bring the next sync sooner. But if
 * all these children fail, there are no events.
 */
const nextBatchAfterSeconds = 10

/**
 * In how many seconds to sync the pool again: when the next grace ends or the patience with a
 * controller ends, but after 1 second at the earliest.
 * @param postponed how many new children did not fit into this answer
 */
export function askAgainAfter(seen: Observation, placement: Placement, postponed: number): number {
  const { held, gateways, leaving } = placement
  const views = [...gateways.map(({ gateway }) => gateway), ...leaving]
  const times = [
    ...held.flatMap(holding => endOfGrace(holding, seen) ?? []),
    ...held.flatMap(({ claim }) => quietUntil(claim) ?? []).filter(time => time > seen.now),
    ...views.flatMap(({ patienceEndsAt }) => patienceEndsAt ?? [])
  ]
  const earliest = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const next = Math.max(1, Math.ceil((earliest - seen.now) / 1000))
  return Math.min(postponed > 0 ? nextBatchAfterSeconds : atLeastEverySeconds, next)
}

/**
 * When to look at a released claim again, in milliseconds since the epoch: when its grace ends, or
 * when what keeps it after the grace may be over. Only a person can let go what is held back.
 */
function endOfGrace(
  { claim, releasedAt, leaving, waitsFor }: Held,
  seen: Observation
): number | undefined {
  if (releasedAt === undefined || leaving) return undefined
  const { now } = seen
  const released = Date.parse(releasedAt)
  if (waitsFor === 'permission') return released >= now ? released + 1000 : undefined
  const end = graceEndOf(releasedAt, seen)
  const isOver = end <= now && claim.object.spec.releasedAt === releasedAt
  if (!isOver) return end
  return waitsFor === 'room' ? now + nextBatchAfterSeconds * 1000 : now + 1000
}
