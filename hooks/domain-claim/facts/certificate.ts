import type { DomainClaim } from '../../api/domain-claim.ts'
import { group } from '../../api/schema.ts'
import type { Tags } from '../../aws/acm.ts'
import { advise } from '../../conditions/advise.ts'
import { adviceOnFailure } from '../../conditions/certificate-failures.ts'
import type { Reason } from '../../conditions/reasons.ts'
import { defined } from '../../defined.ts'
import type { Action } from './action.ts'
import type { Observation, SeenCertificate } from './observation.ts'
import { looking, type Outcome } from './outcome.ts'
import { isFresh, type StepContext } from './step-context.ts'

/** Keys of the tags that we put on certificates. */
export const tagKeys = {
  cluster: `${group}/cluster`,
  claim: `${group}/claim`,
  attempt: `${group}/attempt`
}

/** Keys of all tags that we put on certificates. */
export const ourTagKeys: readonly string[] = Object.values(tagKeys)

/**
 * Tags of the certificate that a claim requests in one attempt. ACM refuses an idempotency token
 * that comes with other tags than before. So the tags contain only what never changes during an
 * attempt. Tag values may not contain `*`, and the names of claims never do.
 */
export function tagsOf(claim: DomainClaim, cluster: string, attempt: number): Tags {
  return {
    [tagKeys.cluster]: cluster,
    [tagKeys.claim]: claim.metadata.name,
    [tagKeys.attempt]: `${attempt}`
  }
}

/** The name that ACM validates. One record validates both a name and its wildcard. */
export function certifiedName(hostname: string): string {
  return hostname.replace(/^\*\./, '')
}

/** Whether tags say that a certificate belongs to the claim of this name in this cluster. */
export function isTaggedFor(tags: Tags, claimName: string, cluster: string): boolean {
  return tags[tagKeys.cluster] === cluster && tags[tagKeys.claim] === claimName
}

/**
 * Number of the attempt in which a certificate was requested; 0 when its tags do not contain it.
 */
export function attemptOf(tags: Tags): number {
  const attempt = Number(tags[tagKeys.attempt])
  return Number.isSafeInteger(attempt) && attempt >= 0 ? attempt : 0
}

/**
 * Idempotency token of the request for a certificate. Within an hour, ACM answers the same token
 * with the same certificate, so each attempt has its own token. A token has at most 32 word
 * characters: 29 of the UID (116 bits), and 3 for the attempt.
 */
export function idempotencyToken(uid: string, attempt: number): string {
  const count = attempt.toString(36).replace(/\W/g, '').padStart(3, '0').slice(-12)
  return `${uid.replace(/\W/g, '').slice(0, 32 - count.length)}${count}`
}

const endings = new Set(['FAILED', 'VALIDATION_TIMED_OUT', 'EXPIRED', 'REVOKED', 'INACTIVE'])

/** Whether a certificate with this status will never be of use again. */
export function hasEnded(status: string): boolean {
  return endings.has(status)
}

/**
 * Chooses the certificate that serves the claim. Issued certificates come before pending ones, and
 * pending ones before ended ones. Among equals, certificates in use come first, and then the oldest
 * one. If all have ended, the newest one comes instead of the oldest.
 */
export function currentCertificate(
  certificates: readonly SeenCertificate[]
): SeenCertificate | undefined {
  return [...certificates].sort(byUsefulness)[0]
}

function byUsefulness(a: SeenCertificate, b: SeenCertificate): number {
  return (
    rank(a) - rank(b) ||
    Number(b.inUse) - Number(a.inUse) ||
    byAge(a, b) ||
    (a.arn < b.arn ? -1 : 1)
  )
}

/** Among ended certificates the newest comes first, among others the oldest. */
function byAge(a: SeenCertificate, b: SeenCertificate): number {
  return hasEnded(a.status) ? b.createdAt - a.createdAt : a.createdAt - b.createdAt
}

function rank({ status }: SeenCertificate): number {
  if (status === 'ISSUED') return 0
  return hasEnded(status) ? 2 : 1
}

/** How a certificate ended: `reason` is its status in ACM, or NotFound. */
export type Ending = { arn: string; reason: string; failureReason?: string }

/** The certificate that has ended and is not counted in the status yet, if there is one. */
export function uncountedEnding(claim: DomainClaim, seen: Observation): Ending | undefined {
  const { arn, ended } = claim.status?.certificate ?? {}
  const current = currentCertificate(seen.certificates)
  if (current !== undefined) {
    const isCounted = ended?.arn === current.arn
    return hasEnded(current.status) && !isCounted ? endingOf(current) : undefined
  }
  if (arn === undefined || arn === ended?.arn || !seen.gone.includes(arn)) return undefined
  return { arn, reason: 'NotFound' }
}

function endingOf({ arn, status, described }: SeenCertificate): Ending {
  const { failureReason } = described ?? {}
  return { arn, reason: status, ...defined({ failureReason }) }
}

/** The reason of a condition that reports this ending. */
export function reasonOfEnding(reason: string): Reason {
  if (reason === 'NotFound') return 'CertificateGone'
  return reason === 'EXPIRED' || reason === 'REVOKED' ? 'CertificateExpired' : 'CertificateFailed'
}

/** An ending in words. */
export function showEnding({ reason, failureReason }: Omit<Ending, 'arn'>): string {
  return failureReason === undefined ? reason : `${reason} (${failureReason})`
}

/**
 * Appends to a fact what to do about an ending: for a certificate that failed, the advice for ACM's
 * own reason comes first.
 * @param condition the reason of the condition that has the message
 */
export function adviseOnEnding(
  hostname: string,
  { reason, failureReason }: Omit<Ending, 'arn'>,
  fact: string,
  condition = reasonOfEnding(reason)
): string {
  const isFailed = reasonOfEnding(reason) === 'CertificateFailed'
  const cause = isFailed ? `. To do: ${adviceOnFailure(hostname, reason, failureReason)}` : ''
  return advise(condition, `${fact}${cause}`)
}

/**
 * Chooses which of `extras` to delete: certificates of this claim that do not serve it. A load
 * balancer may still use one of them. So a certificate is deleted only if ACM itself says that
 * nothing uses it.
 * @returns the look that is needed first, or the deletions to make now
 */
export function retire(
  extras: readonly SeenCertificate[],
  context: StepContext
): { outcome?: Outcome; actions: readonly Action[] } {
  const unused = extras.filter(({ inUse, tagged, isNew }) => !inUse && tagged === true && !isNew)
  if (unused.some(({ described }) => !isFresh(described?.asOf, context)))
    return { outcome: looking('describe', context.now), actions: [] }
  const free = unused.filter(({ described }) => described?.inUseBy.length === 0)
  return { actions: free.map(({ arn }) => ({ do: 'deleteCertificate', arn })) }
}
