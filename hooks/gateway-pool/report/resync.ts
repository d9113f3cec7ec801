import type { Held } from '../admit/held.ts'
import { graceEndOf } from '../admit/release.ts'
import { patienceEndsAt } from '../gateways/gateway-state.ts'
import type { Observation } from '../observe/observe.ts'
import type { Placement } from '../place/place.ts'

/** Metacontroller can drop events of related objects: a pool looks at everything now and then. Seconds. */
const atTheLatest = 300
/**
 * What did not fit in this answer comes with the next: children created, claims gone. Their events
 * bring that about by themselves; this is for the case that all of them fail. Seconds.
 */
const nextBatchAfter = 10

/** When the pool is to be asked again, in seconds: the earliest end of a grace, or of patience, above 0. */
export function askAgainAfter(seen: Observation, placement: Placement, postponed: number): number {
  const ends = placement.held.flatMap(held => endOfGrace(held, seen) ?? [])
  const patience = [...seen.gateways.values()].flatMap(
    gateway => patienceEndsAt(gateway, seen.now) ?? []
  )
  const times = [...ends, ...patience].reduce(
    (earliest, time) => Math.min(earliest, time),
    Number.POSITIVE_INFINITY
  )
  const next = Math.max(1, Math.ceil((times - seen.now) / 1000))
  return Math.min(postponed > 0 ? nextBatchAfter : atTheLatest, next)
}

/** One whose grace is over and that may not go yet, because too many do, waits for those. */
function endOfGrace({ claim, releasedAt, leaving }: Held, seen: Observation): number | undefined {
  if (releasedAt === undefined || leaving) return undefined
  const end = graceEndOf(releasedAt, seen)
  const isHeldBack = end <= seen.now && claim.object.spec.releasedAt === releasedAt
  return isHeldBack ? seen.now + nextBatchAfter * 1000 : end
}
