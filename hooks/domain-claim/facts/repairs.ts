import { timestamp } from '../../conditions/conditions.ts'

/**
 * What a status remembers of the changes that somebody else keeps making to records of ours.
 */
export type Repairs = {
  /** How often it happened lately. */
  repairs?: number | undefined
  /** When it happened last. */
  repairedAt?: string | undefined
}

/** A record may be repaired so often before each further repair has to wait. */
const mostRepairs = 3

/** Time (ms) between two repairs once there were `mostRepairs` of them. */
const pauseMs = 3600_000

/**
 * Time (ms) for which a record that kept changing has to stay as it is before its step is done.
 * Without this time, a record that is written again each hour and removed each time would make its
 * claim Ready each hour.
 */
const trialMs = 600_000

/** Time (ms) without a repair after which counting starts again. It is longer than the pause. */
const forgottenAfterMs = 2 * pauseMs

/** How many repairs there were lately; at most `mostRepairs + 1`. */
function lately({ repairs = 0, repairedAt }: Repairs, now: number): number {
  const isRecent = sinceLast({ repairedAt }, now) < forgottenAfterMs
  return isRecent ? Math.min(repairs, mostRepairs + 1) : 0
}

function sinceLast({ repairedAt }: Repairs, now: number): number {
  const at = Date.parse(repairedAt ?? '')
  return Number.isNaN(at) ? Number.POSITIVE_INFINITY : now - at
}

/** What to remember after one more repair. */
export function countRepair(last: Repairs | undefined, now: number) {
  const repairs = Math.min(lately(last ?? {}, now) + 1, mostRepairs + 1)
  return { repairs, repairedAt: timestamp(now) }
}

/** Whether the next repair has to wait, because the last ones were in vain. */
export function hasToPause(last: Repairs | undefined, now: number): boolean {
  return lately(last ?? {}, now) >= mostRepairs && sinceLast(last ?? {}, now) < pauseMs
}

/**
 * When (ms) a record that kept changing has stayed as it is for long enough; `undefined` when it
 * was not changed often lately. Until then its step is not done, and the step needs an observation
 * from then or later: an older one cannot show whether the record has stayed.
 */
export function trialEnd(last: Repairs | undefined, now: number): number | undefined {
  if (lately(last ?? {}, now) <= mostRepairs) return undefined
  return now - sinceLast(last ?? {}, now) + trialMs
}
