import { patienceEndsAt } from './gateway-standing.ts'
import { graceEndOf } from './hold.ts'
import type { Observed } from './observe.ts'
import type { Placement } from './place.ts'

/** Metacontroller can drop events of related objects: a pool looks at everything now and then. Seconds. */
const atTheLatest = 300
/** Children that did not fit in this answer come with the next. Seconds. */
const nextBatchAfter = 1

/** When the pool is to be asked again, in seconds: the earliest end of a grace, or of patience, above 0. */
export function askAgainAfter(seen: Observed, placement: Placement, postponed: number): number {
  if (postponed > 0) return nextBatchAfter
  const ends = placement.held.flatMap(({ releasedAt, leaving }) =>
    releasedAt === undefined || leaving ? [] : [graceEndOf(releasedAt, seen)]
  )
  const patience = [...seen.gateways.values()].flatMap(gateway => patienceEndsAt(gateway, seen.now) ?? [])
  const next = Math.ceil((Math.min(...ends, ...patience, Number.POSITIVE_INFINITY) - seen.now) / 1000)
  return Math.min(atTheLatest, Math.max(1, next))
}
