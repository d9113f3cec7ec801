import { timestamp } from '../../conditions/conditions.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import { mostAheadMs } from '../observe/recall-brake.ts'

/**
 * A claim that is still terminating after this time is stuck. Stuck claims would hold up the
 * deletion of other claims if they counted against `mostTerminating`, so they do not count.
 */
const stuckAfterMs = 600_000

/** Whether a claim has been terminating for longer than that usually takes. */
export function isStuck({ terminating, object }: SeenClaim, now: number): boolean {
  return terminating && now - Date.parse(object.metadata.deletionTimestamp ?? '') > stuckAfterMs
}

/**
 * The time to write for a release that happens now. The cache may not show yet what the last sync
 * wrote. With times of one-second precision, syncs in quick succession would replace each other's
 * time endlessly. So the time is rounded up to the next ten seconds, and these syncs agree. A grace
 * of less than a minute needs more precision: then the time is rounded up to the next second.
 */
export function newReleaseTime(now: number, graceSeconds: number): string {
  const stepMs = graceSeconds < 60 ? 1000 : mostAheadMs
  return timestamp(Math.ceil(now / stepMs) * stepMs)
}

/**
 * When the claim was released. `undefined` if the claim was not released, if the value is not a
 * time, or if the time is further in the future than any time that we write. In these cases a claim
 * without a request gets a new release time.
 */
export function releaseTimeOf({ object }: SeenClaim, now: number): string | undefined {
  const { releasedAt } = object.spec
  return Date.parse(releasedAt ?? '') <= now + mostAheadMs ? releasedAt : undefined
}

/** When the grace of a release ends, in milliseconds since the epoch. */
export function graceEndOf(releasedAt: string, { pool }: Observation): number {
  return Date.parse(releasedAt) + pool.spec.releaseGraceSeconds * 1000
}
