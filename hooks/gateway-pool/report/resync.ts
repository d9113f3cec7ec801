import type { Held } from '../admit/held.ts'
import { graceEndOf } from '../admit/release.ts'
import type { Observation } from '../observe/observe.ts'
import type { Placement } from '../place/place.ts'

/**
 * Metacontroller can drop events of related objects, so each pool is synced at least this often.
 */
const atLeastEverySeconds = 300
/**
 * When to answer again if not everything fitted into this answer. The events of children that were
 * created or deleted bring the next sync sooner; this is for the case that all of them fail.
 */
const nextBatchAfterSeconds = 10

/**
 * When to sync the pool again, in seconds: at the next end of a grace, or of the patience with a
 * controller, and at least 1.
 */
export function askAgainAfter(seen: Observation, placement: Placement, postponed: number): number {
  const { held, gateways, leaving } = placement
  const views = [...gateways.map(({ gateway }) => gateway), ...leaving]
  const times = [
    ...held.flatMap(holding => endOfGrace(holding, seen) ?? []),
    ...views.flatMap(({ patienceEndsAt }) => patienceEndsAt ?? [])
  ]
  const earliest = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const next = Math.max(1, Math.ceil((earliest - seen.now) / 1000))
  return Math.min(postponed > 0 ? nextBatchAfterSeconds : atLeastEverySeconds, next)
}

/**
 * When the grace of a claim ends. A claim whose grace is over but that has to wait, because too
 * many claims are in deletion, is looked at again with the next batch.
 */
function endOfGrace({ claim, releasedAt, leaving }: Held, seen: Observation): number | undefined {
  if (releasedAt === undefined || leaving) return undefined
  const end = graceEndOf(releasedAt, seen)
  const isHeldBack = end <= seen.now && claim.object.spec.releasedAt === releasedAt
  return isHeldBack ? seen.now + nextBatchAfterSeconds * 1000 : end
}
