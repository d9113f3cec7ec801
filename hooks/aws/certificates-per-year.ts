import { acmLagMs } from '../acm-lag.ts'
import type { Clock } from '../clock.ts'
import type { Acm, CertificateSummary } from './acm.ts'
import { AWSFailure } from './failure.ts'

const year = 365 * 86_400_000

/** Certificates that ACM lets an account request in 365 days, in each region, unless AWS has raised it. */
export const usualPerYear = 5000

/**
 * What we use of a year's certificates, at most: the last fifth is for people and other programs. As many
 * as may exist at a time (2,500 at 5,000 a year) can be requested at once. What was requested and deleted
 * again, as by a team that makes and deletes its requests in a loop, comes out of a bucket that lasts for
 * a year: 20 % of the year's at once, then 10 % over a year (one in 17.5 hours). So 2,500 that stay and
 * 1,500 that do not make the 4,000. That many go at a time can leave a debt, of 2 % at most: whoever clears
 * up a large installation shall not wait for years.
 * https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html#general-limits
 */
const shares = { all: 0.8, goneAtOnce: 0.2, goneInYear: 0.1, debt: 0.02 }

const retrySeconds = 3600

export type YearOptions = { clock: Clock; region: string; perYear: number }

/**
 * Keeps requests for certificates within the year's number, which all claims of a region share. Bounds in
 * a claim's status go with the claim. Those that exist are known from every listing, also after a restart;
 * those that are gone only if this process saw them.
 * @returns ACM, whose requestCertificate throws AWSFailure (quota) when the number is used up
 */
export function keepWithinYear(acm: Acm, { clock, region, perYear }: YearOptions): Acm {
  const existing = new Map<string, number>()
  const gone = new Map<string, number>()

  function forgetOld(): void {
    for (const times of [existing, gone])
      for (const [arn, at] of times) if (at <= clock.now() - year) times.delete(arn)
  }

  function noteListing(listed: readonly CertificateSummary[], asOf: number): void {
    const arns = new Set(listed.map(({ arn }) => arn))
    for (const [arn, at] of existing)
      if (!arns.has(arn) && at < asOf - acmLagMs) moveToGone(arn, at)
    for (const { arn, createdAt } of listed) {
      gone.delete(arn)
      // Imported certificates have no such time, and do not count.
      if (createdAt !== undefined) existing.set(arn, createdAt)
    }
    forgetOld()
  }

  function moveToGone(arn: string, at: number): void {
    existing.delete(arn)
    gone.set(arn, at)
  }

  function check(): void {
    forgetOld()
    if (existing.size + gone.size >= shares.all * perYear)
      throw usedUp(
        `${100 * shares.all} % of the ${perYear} certificates of a year have been requested in ${region}`
      )
    if (levelAfter([...gone.values()], perYear, clock.now()) < 1)
      throw usedUp(
        `so many certificates of this year were requested in ${region} and deleted again that few are left`
      )
  }

  return {
    ...acm,
    async listCertificates(fence) {
      const asOf = clock.now()
      const listed = await acm.listCertificates(fence)
      noteListing(listed, asOf)
      return listed
    },
    async requestCertificate(wanted, fence) {
      check()
      const arn = await acm.requestCertificate(wanted, fence)
      if (!existing.has(arn)) existing.set(arn, clock.now())
      return arn
    }
  }
}

/** What the bucket holds after one was taken out at each of these times (ms, within the last year). */
function levelAfter(times: readonly number[], perYear: number, now: number): number {
  const full = shares.goneAtOnce * perYear
  const refill = (shares.goneInYear * perYear) / year
  const least = -shares.debt * perYear
  let level = full
  let last = now - year
  for (const at of [...times].sort((a, b) => a - b)) {
    level = Math.max(least, Math.min(full, level + Math.max(0, at - last) * refill) - 1)
    last = at
  }
  return Math.min(full, level + Math.max(0, now - last) * refill)
}

function usedUp(what: string): AWSFailure {
  const todo =
    'look which namespace deletes its requests and makes them again; or let AWS raise the yearly quota of ACM and set CERTIFICATES_PER_YEAR'
  const failure = new AWSFailure('quota', 'RequestCertificate', 'YearUsedUp', `${what}: ${todo}`)
  failure.retryAfterSeconds = retrySeconds
  return failure
}
