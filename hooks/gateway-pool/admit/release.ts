import { timestamp } from '../../conditions/conditions.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import type { Held } from './hold.ts'

/** How many claims may be on their way out at once: each costs AWS calls. */
const mostTerminating = 100
/** One that takes longer is stuck, and must not hold up the others. Milliseconds. */
const usuallyGoneAfter = 600_000

/** Whether a claim is on its way out for longer than that takes. */
export function isStuck({ terminating, object }: SeenClaim, now: number): boolean {
  return terminating && now - Date.parse(object.metadata.deletionTimestamp ?? '') > usuallyGoneAfter
}

/**
 * The next full ten seconds. A sync that follows at once works on caches that lack the last writes of the one
 * before; with the second of each it would write another time, the next would take that from its caches for the
 * newer one and write the first again, and so on for ever. Short graces end before that, and need the second.
 */
export function newReleaseTime(now: number, graceSeconds: number): string {
  const step = graceSeconds < 60 ? 1000 : 10_000
  return timestamp(Math.ceil(now / step) * step)
}

/** When the claim was released; a time that is none, or further ahead than we write one, is written anew. */
export function releaseTimeOf(claim: SeenClaim, now: number): string | undefined {
  const { releasedAt } = claim.object.spec
  return Date.parse(releasedAt ?? '') <= now + 10_000 ? releasedAt : undefined
}

/** End of a grace, in milliseconds since the epoch. */
export function graceEndOf(releasedAt: string, seen: Observation): number {
  return Date.parse(releasedAt) + seen.pool.spec.releaseGraceSeconds * 1000
}

/**
 * Lets claims go whose *observed* release is older than the grace, the oldest first, not too many at once. One that
 * is taken back has to be a child first: only those are deleted when they are left out.
 */
export function letGo(held: readonly Held[], seen: Observation): Held[] {
  const terminating = held.filter(
    ({ claim }) => claim.terminating && !isStuck(claim, seen.now)
  ).length
  const over = held.filter(({ claim, releasedAt, request }) => {
    const observed = releaseTimeOf(claim, seen.now)
    return (
      request === undefined &&
      !claim.adopted &&
      observed !== undefined &&
      observed === releasedAt &&
      seen.now >= graceEndOf(observed, seen)
    )
  })
  const sorted = over.sort(
    (a, b) => Date.parse(a.releasedAt ?? '') - Date.parse(b.releasedAt ?? '')
  )
  const going = new Set(sorted.slice(0, Math.max(0, mostTerminating - terminating)))
  return held.map(one => (going.has(one) ? { ...one, leaving: true } : one))
}
