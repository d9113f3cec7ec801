import type { Clock } from '../clock.ts'
import type { Acm, CertificateSummary } from './acm.ts'
import { acmLagMs } from './consistency.ts'
import { AWSFailure } from './failure.ts'

const yearMs = 365 * 86_400_000

/**
 * Certificates that ACM lets an account request in 365 days, by region, unless AWS has raised it.
 */
export const usualPerYear = 5000

/**
 * Shares of a year's certificates that the hooks use at most.
 * - all: the last fifth is for people and other programs. As many as may exist at a time (2,500 at
 *   5,000 a year) can be requested at once.
 * - gone: certificates that were requested and deleted again, as by a team that makes and deletes
 *   its requests in a loop. They come out of a bucket that lasts for a year: 20 % of the year's
 *   certificates at once, then 10 % over a year (one in 17.5 hours). So 2,500 that stay and 1,500
 *   that go make the 4,000.
 * - debt: when many go at a time, the bucket can fall below zero, but by 2 % at most. Clearing up a
 *   large installation must not block requests for years.
 *
 * https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html#general-limits
 */
const shares = { all: 0.8, goneAtOnce: 0.2, goneInYear: 0.1, debt: 0.02 }

const retrySeconds = 3600

export type YearOptions = { clock: Clock; region: string; perYear: number }

type State = YearOptions & {
  /** Certificates that exist: when each was requested (ms), by ARN. */
  existing: Map<string, number>
  /**
   * Certificates that this process saw, and that are gone: when each was requested (ms), by ARN.
   */
  gone: Map<string, number>
}

/**
 * Keeps requests for certificates within the year's number, which all claims of a region share. (A
 * limit in a claim's status would be lost with the claim.) Existing certificates are known from
 * every listing, after a restart too. Certificates that are gone are known only if this process saw
 * them.
 * @returns ACM. Its `requestCertificate` throws AWSFailure (`quota`) when the number is used up.
 */
export function keepWithinYear(acm: Acm, options: YearOptions): Acm {
  const { clock } = options
  const existing = new Map<string, number>()
  const state: State = { ...options, existing, gone: new Map() }
  return {
    ...acm,
    async listCertificates(fence) {
      const asOf = clock.now()
      const listed = await acm.listCertificates(fence)
      noteListing(state, listed, asOf)
      return listed
    },
    async requestCertificate(wanted, fence) {
      checkYear(state)
      const arn = await acm.requestCertificate(wanted, fence)
      if (!existing.has(arn)) existing.set(arn, clock.now())
      return arn
    }
  }
}

function noteListing(state: State, listed: readonly CertificateSummary[], asOf: number): void {
  const { existing, gone } = state
  const listedARNs = new Set(listed.map(({ arn }) => arn))
  for (const [arn, requestedAt] of existing) {
    // A listing may lack a new certificate: ACM lags.
    if (listedARNs.has(arn) || requestedAt >= asOf - acmLagMs) continue
    existing.delete(arn)
    gone.set(arn, requestedAt)
  }
  for (const { arn, createdAt } of listed) {
    gone.delete(arn)
    // Imported certificates have no such time, and do not count.
    if (createdAt !== undefined) existing.set(arn, createdAt)
  }
  forgetOld(state)
}

function forgetOld({ clock, existing, gone }: State): void {
  const yearAgo = clock.now() - yearMs
  for (const times of [existing, gone])
    for (const [arn, requestedAt] of times) if (requestedAt <= yearAgo) times.delete(arn)
}

function checkYear(state: State): void {
  forgetOld(state)
  const { clock, existing, gone, perYear, region } = state
  if (existing.size + gone.size >= shares.all * perYear)
    throw usedUp(
      `${100 * shares.all} % of the ${perYear} certificates of a year were requested in ${region}`
    )
  if (levelAfter([...gone.values()], perYear, clock.now()) < 1)
    throw usedUp(
      `few certificates of this year are left in ${region}: many were requested and deleted again`
    )
}

/**
 * How full the bucket is after a certificate was taken at each of these times (ms, within a year).
 */
function levelAfter(times: readonly number[], perYear: number, now: number): number {
  const full = shares.goneAtOnce * perYear
  const refillPerMs = (shares.goneInYear * perYear) / yearMs
  const least = -shares.debt * perYear
  const refillIn = (from: number, to: number) => Math.max(0, to - from) * refillPerMs
  let level = full
  let last = now - yearMs
  for (const time of [...times].sort((a, b) => a - b)) {
    const refilled = Math.min(full, level + refillIn(last, time))
    level = Math.max(least, refilled - 1)
    last = time
  }
  return Math.min(full, level + refillIn(last, now))
}

function usedUp(problem: string): AWSFailure {
  const todo =
    'Find out which namespace makes and deletes requests in a loop. Or let AWS raise the yearly ' +
    'quota of ACM, and set CERTIFICATES_PER_YEAR to the new quota'
  const failure = new AWSFailure('quota', 'RequestCertificate', 'YearUsedUp', `${problem}. ${todo}`)
  failure.retryAfterSeconds = retrySeconds
  return failure
}
