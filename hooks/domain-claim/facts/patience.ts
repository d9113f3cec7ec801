import type { DomainClaim } from '../../api/domain-claim.ts'
import { conditionOf } from '../../conditions/conditions.ts'
import { hash } from '../../hash.ts'

/**
 * When to ask again for something that takes its time: after a quarter of the time already waited,
 * so that what is quick is seen at once and what is slow costs few calls.
 * @param since when the waiting began (ms) @param now (ms) @returns whole seconds, from 2 to `most`
 */
export function quarterOfWait(since: number, now: number, most = 60): number {
  return Math.min(most, Math.max(2, Math.round((now - since) / 4000)))
}

/** Since when (ms) a condition of the claim has been as it is; now, if it has never been told. */
export function since(claim: DomainClaim, type: string, now: number): number {
  const time = Date.parse(conditionOf(claim.status?.conditions, type)?.lastTransitionTime ?? '')
  return Number.isNaN(time) ? now : time
}

/** A number from 0 up to 1 that spreads claims out: always the same for a UID (a hash, and a last mix of its bits). */
export function jitterOf(uid: string): number {
  const value = hash(uid)
  return (Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) >>> 0) / 2 ** 32
}

const pausesInMinutes = [0, 5, 20, 80, 320]
const day = 1440

/** Pause before the next certificate after `attempts` that have ended, in milliseconds: growing, at most a day. */
export function pauseAfter(attempts: number): number {
  return (pausesInMinutes[attempts] ?? day) * 60_000
}

/** Certificates of one hostname that may end, one soon after another; then it rests for `restAfterMost` after each. */
export const mostAttempts = 8
/**
 * After so long without an ending the count begins anew: half a year, so that at most 20 requests fall
 * into one year whatever happens, and a month of rest never counts as a good time.
 */
export const attemptsForgottenAfter = 180 * 86_400_000
/** ACM counts requests over a year (5,000); a month of rest (ms) bounds one hostname to some twenty a year. */
export const restAfterMost = 30 * 86_400_000
