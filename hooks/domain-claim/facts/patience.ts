import type { ClaimCondition, DomainClaim } from '../../api/domain-claim.ts'
import type { AWSFailure } from '../../aws/failure.ts'
import { conditionOf } from '../../conditions/conditions.ts'
import { hash } from '../../hash.ts'

/**
 * Time until something that takes long is asked for again: a quarter of the time already waited. So
 * quick things are seen soon, and slow things cost few calls.
 * @param since when the waiting began (ms)
 * @param now milliseconds since the epoch
 * @param most upper bound of the result
 * @returns whole seconds, at least 2
 */
export function quarterOfWait(since: number, now: number, most = 60): number {
  return Math.min(most, Math.max(2, Math.round((now - since) / 4000)))
}

/**
 * When (ms) a condition of the claim got its present status; `now` when there is no such condition.
 */
export function since(claim: DomainClaim, type: ClaimCondition | 'Ready', now: number): number {
  const condition = conditionOf(claim.status?.conditions, type)
  const time = Date.parse(condition?.lastTransitionTime ?? '')
  return Number.isNaN(time) ? now : time
}

/**
 * A number from 0 up to 1 that spreads claims out over time. It is always the same for the same
 * UID. The hash alone is uneven for similar UIDs, so its bits are mixed once more.
 */
export function jitterOf(uid: string): number {
  const value = hash(uid)
  return (Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) >>> 0) / 2 ** 32
}

/**
 * Seconds until a claim tries again after a failed call to AWS. If the call got a place in the
 * queue, the claim comes back for that place. For other calls the UID of the claim decides the
 * exact time, so that claims do not all come back at once.
 */
export function retryAfter(failure: AWSFailure, uid: string): number {
  // Metacontroller waits whole seconds. A claim that comes early waits for its place; if it came
  // late, its place would be lost for all.
  if (failure.retryAfterSeconds !== undefined)
    return Math.max(1, Math.floor(failure.retryAfterSeconds))
  const jitter = jitterOf(uid)
  switch (failure.kind) {
    case 'late':
      return 1 + Math.round(4 * jitter)
    case 'throttled':
    case 'unavailable':
      return 10 + Math.round(10 * jitter)
    case 'inUse':
    case 'notFound':
      return 10
    // A refused record change was tried a second time after a fresh observation. So these failures
    // are no races: a person has to correct something.
    case 'refused':
    case 'denied':
    case 'quota':
    case 'rejected':
      return 60 + Math.round(60 * jitter)
    default:
      return failure.kind satisfies never
  }
}

const pausesInMinutes = [0, 5, 20, 80, 320]
const minutesPerDay = 1440

/** Pause (ms) before the next certificate, after `attempts` of them have ended. At most a day. */
export function pauseAfter(attempts: number): number {
  return (pausesInMinutes[attempts] ?? minutesPerDay) * 60_000
}

const dayMs = 86_400_000

/**
 * How many certificates of a hostname may end with short pauses between them. From this number on,
 * `restAfterMostMs` follows each certificate that ends.
 */
export const mostAttempts = 8

/**
 * Pause (ms) once `mostAttempts` certificates have ended: a month. ACM allows an account 5,000
 * certificate requests a year. The pause keeps one hostname at some twenty of them.
 */
export const restAfterMostMs = 30 * dayMs

/**
 * Time (ms) without an ended certificate after which counting starts again: half a year. It is much
 * longer than the month of rest, so that a rest does not start the count again. With
 * `mostAttempts`, `restAfterMostMs` and this time, at most 20 requests of one hostname fall into a
 * year.
 */
export const attemptsForgottenAfterMs = 180 * dayMs
