import type { AWSFailure } from '../../aws/failure.ts'
import type { Outcome } from '../facts/outcome.ts'
import { jitterOf } from '../facts/patience.ts'
import { untilTick } from '../facts/tick.ts'
import type { SyncResult } from './report.ts'

/**
 * Seconds after which the claim has to be looked at again, or undefined when everything is done: then
 * Metacontroller's own resync every half hour finds drift. Those who wait come together at ticks of the clock.
 * @param now milliseconds since the epoch
 */
export function resyncAfter(
  { decision, results }: SyncResult,
  uid: string,
  now: number
): number | undefined {
  const failed = results.find(r => !r.ok)
  if (failed?.ok === false) return retryAfter(failed.failure, uid)
  // Certificates are requested one after another as ACM allows, and looked at in the same order: not at a tick.
  if (results.some(r => r.action.do === 'requestCertificate')) return 6
  if (results.length > 0 || decision.looks.length > 0) return untilTick(2, now)
  const waits = decision.steps
    .map(({ outcome }) => askAgainAfter(outcome, now))
    .filter(wait => wait !== undefined)
  return waits.length === 0 ? undefined : Math.min(...waits)
}

function askAgainAfter(outcome: Outcome, now: number): number | undefined {
  if (!('askAgainAfter' in outcome) || outcome.askAgainAfter === undefined) return undefined
  const isExact = 'exactly' in outcome && outcome.exactly
  return isExact ? outcome.askAgainAfter : untilTick(outcome.askAgainAfter, now)
}

/** When to try again after a failure, in seconds: at the place in line, or spread out over the claims by their UIDs. */
export function retryAfter(failure: AWSFailure, uid: string): number {
  if (failure.retryAfterSeconds !== undefined) return failure.retryAfterSeconds
  const spread = jitterOf(uid)
  switch (failure.kind) {
    case 'late':
      return 1 + Math.round(4 * spread)
    case 'throttled':
    case 'unavailable':
      return 10 + Math.round(10 * spread)
    case 'inUse':
    case 'notFound':
      return 10
    // It was looked at live and refused again: not a race, but something that a person has to mend.
    case 'refused':
    case 'denied':
    case 'quota':
    case 'rejected':
      return 60 + Math.round(60 * spread)
    default:
      return failure.kind satisfies never
  }
}
