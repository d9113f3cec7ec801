import { timestamp } from '../../conditions/conditions.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import type { Held } from './held.ts'

/** How many claims may be terminating at the same time: each of them costs AWS calls. */
const mostTerminating = 100
/**
 * A claim that is still terminating after this time is stuck. Stuck claims do not count against
 * `mostTerminating`, so that they do not hold up the others.
 */
const stuckAfterMs = 600_000
/** How far ahead of now we write the time of a release at most; see `newReleaseTime`. */
const mostAheadMs = 10_000

/** Whether a claim has been terminating for longer than that usually takes. */
export function isStuck({ terminating, object }: SeenClaim, now: number): boolean {
  return terminating && now - Date.parse(object.metadata.deletionTimestamp ?? '') > stuckAfterMs
}

/**
 * The time of a new release, rounded up to ten seconds so that syncs in quick succession agree. The
 * cache may not show the last write yet; with one-second precision each sync would replace the
 * other's time, endlessly. A grace under a minute needs the second.
 */
export function newReleaseTime(now: number, graceSeconds: number): string {
  const stepMs = graceSeconds < 60 ? 1000 : mostAheadMs
  return timestamp(Math.ceil(now / stepMs) * stepMs)
}

/**
 * When the claim was released. `undefined` when it was not, when the value is not a time, or when
 * it is further ahead than we write one: the caller then writes a new time.
 */
export function releaseTimeOf({ object }: SeenClaim, now: number): string | undefined {
  const { releasedAt } = object.spec
  return Date.parse(releasedAt ?? '') <= now + mostAheadMs ? releasedAt : undefined
}

/** When the grace of a release ends, in milliseconds since the epoch. */
export function graceEndOf(releasedAt: string, { pool }: Observation): number {
  return Date.parse(releasedAt) + pool.spec.releaseGraceSeconds * 1000
}

/** Marks the claims that are deleted now: the oldest releases first, not too many at once. */
export function letGo(held: readonly Held[], seen: Observation): Held[] {
  const isBusy = ({ claim }: Held) => claim.terminating && !isStuck(claim, seen.now)
  const room = Math.max(0, mostTerminating - held.filter(isBusy).length)
  const expired = held.filter(holding => isGraceOver(holding, seen)).sort(byRelease)
  const leaving = new Set(expired.slice(0, room))
  return held.map(holding => (leaving.has(holding) ? { ...holding, leaving: true } : holding))
}

/**
 * Whether the grace of the *observed* release is over. A claim that the pool takes back has to
 * become its child first: only children are deleted when the answer leaves them out.
 */
function isGraceOver({ claim, request, releasedAt }: Held, seen: Observation): boolean {
  if (request !== undefined || claim.adopted) return false
  const observed = releaseTimeOf(claim, seen.now)
  return observed !== undefined && observed === releasedAt && seen.now >= graceEndOf(observed, seen)
}

function byRelease(a: Held, b: Held): number {
  return Date.parse(a.releasedAt ?? '') - Date.parse(b.releasedAt ?? '')
}
