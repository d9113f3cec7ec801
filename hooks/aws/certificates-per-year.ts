import type { Clock } from '../clock.ts'
import type { Acm, CertificateSummary } from './acm.ts'
import { acmLagMs } from './consistency.ts'
import { AWSFailure } from './failure.ts'

const yearMs = 365 * 86_400_000

/**
 * The part of a year's certificates that the hooks use at most: 4,000 of the usual 5,000. The last
 * fifth is for people and other programs. This is the last line of defence. Before it is reached,
 * the pools keep each namespace within its share (gateway-pool/admit/shares.ts).
 *
 * https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html#general-limits
 */
const usedAtMost = 0.8

/**
 * When a claim tries again once the year is used up. A certificate counts for 365 days, so to try
 * more often would help nobody.
 */
const retrySeconds = 3600

export type YearOptions = { clock: Clock; region: string; perYear: number }

type State = YearOptions & {
  /** Certificates that exist: when each was requested (ms), by ARN. */
  existing: Map<string, number>
  /**
   * Certificates that this process saw and that are gone now: when each was requested (ms), by ARN.
   */
  gone: Map<string, number>
  /** Whether a listing was read, so that `existing` is complete. */
  isListed: boolean
}

/** ACM of one region, within the year's number. */
export type YearlyAcm = Acm & {
  /**
   * How many certificates were requested within 365 days, as far as this process knows; `undefined`
   * before the first listing.
   */
  requestedInYear: () => number | undefined
}

/**
 * Keeps the requests for certificates within the year's number. All claims of a region share this
 * number, with everybody else in the account. Every listing shows the certificates that exist, also
 * after a restart. A certificate that is gone counts only if this process saw it. What namespaces
 * have spent before is counted in the status of their pools.
 * @returns ACM. Its `requestCertificate` throws AWSFailure (`quota`) if the number is used up.
 */
export function keepWithinYear(acm: Acm, options: YearOptions): YearlyAcm {
  const { clock } = options
  const existing = new Map<string, number>()
  const state: State = { ...options, existing, gone: new Map(), isListed: false }
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
    },
    requestedInYear() {
      if (!state.isListed) return undefined
      forgetOld(state)
      return existing.size + state.gone.size
    }
  }
}

function noteListing(state: State, listed: readonly CertificateSummary[], asOf: number): void {
  const { existing, gone } = state
  state.isListed = true
  const listedARNs = new Set(listed.map(({ arn }) => arn))
  for (const [arn, requestedAt] of existing) {
    // ACM lags: a listing may lack a certificate that was requested shortly before.
    if (listedARNs.has(arn) || requestedAt >= asOf - acmLagMs) continue
    existing.delete(arn)
    gone.set(arn, requestedAt)
  }
  for (const { arn, createdAt } of listed) {
    gone.delete(arn)
    // An imported certificate has no `createdAt`, and does not count.
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
  const { existing, gone, perYear, region } = state
  if (existing.size + gone.size < usedAtMost * perYear) return
  throw usedUp(
    `${100 * usedAtMost} % of the ${perYear} certificates of a year were requested in ${region}`
  )
}

function usedUp(problem: string): AWSFailure {
  const todo =
    'The conditions of the pools name the namespaces that use most. If it is none of them, find ' +
    'out what else requests certificates. Or let AWS raise the yearly quota of ACM, and set ' +
    'CERTIFICATES_PER_YEAR to the new quota'
  const failure = new AWSFailure('quota', 'RequestCertificate', 'YearUsedUp', `${problem}. ${todo}`)
  failure.retryAfterSeconds = retrySeconds
  return failure
}
