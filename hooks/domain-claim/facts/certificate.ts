import type { DomainClaim } from '../../api/domain-claim.ts'
import { group } from '../../api/schema.ts'
import type { Tags } from '../../aws/acm.ts'
import type { Reason } from '../../conditions/reasons.ts'
import { defined } from '../../defined.ts'
import {
  isFresh,
  type Observation,
  type SeenCertificate,
  type StepContext
} from '../observe/observation.ts'
import { type Action, looking, type Outcome } from './outcome.ts'

const tagKeys = {
  cluster: `${group}/cluster`,
  claim: `${group}/claim`,
  attempt: `${group}/attempt`
}

/** Keys of all tags that we put on certificates. */
export const ourTagKeys: readonly string[] = Object.values(tagKeys)

/**
 * Tags of a claim's certificate. They must be the same at every try, or ACM refuses the idempotency
 * token; so only what never changes goes in. Claim names have no `*`, which tag values do not allow.
 */
export function tagsOf(claim: DomainClaim, cluster: string, attempt: number): Tags {
  return {
    [tagKeys.cluster]: cluster,
    [tagKeys.claim]: claim.metadata.name,
    [tagKeys.attempt]: String(attempt)
  }
}

/** The name whose control ACM checks: a name and its wildcard are validated by one record. */
export function certifiedName(hostname: string): string {
  return hostname.replace(/^\*\./, '')
}

/** Whether tags say that a certificate belongs to the claim of this name in this cluster. */
export function isTaggedFor(tags: Tags, claimName: string, cluster: string): boolean {
  return tags[tagKeys.cluster] === cluster && tags[tagKeys.claim] === claimName
}

/** The attempt in which a certificate was requested; 0 where its tags do not say. */
export function attemptOf(tags: Tags): number {
  const attempt = Number(tags[tagKeys.attempt])
  return Number.isSafeInteger(attempt) && attempt >= 0 ? attempt : 0
}

/**
 * Idempotency token of the n-th request: ACM gives the same certificate for the same token within an
 * hour. At most 32 word characters: 116 bits of the claim's UID, and the attempt.
 */
export function idempotencyToken(uid: string, attempt: number): string {
  const count = attempt.toString(36).replace(/\W/g, '').padStart(3, '0').slice(-12)
  return `${uid.replace(/\W/g, '').slice(0, 32 - count.length)}${count}`
}

const endings = new Set(['FAILED', 'VALIDATION_TIMED_OUT', 'EXPIRED', 'REVOKED', 'INACTIVE'])

/** Whether a certificate in this status will never (again) be of use. */
export function hasEnded(status: string): boolean {
  return endings.has(status)
}

/** The certificate that serves the claim: issued before pending before ended, in use first, then the oldest. */
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

/** Of those that have ended the newest counts, of all others the oldest stays. */
function byAge(a: SeenCertificate, b: SeenCertificate): number {
  return hasEnded(a.status) ? b.createdAt - a.createdAt : a.createdAt - b.createdAt
}

function rank({ status }: SeenCertificate): number {
  if (status === 'ISSUED') return 0
  return hasEnded(status) ? 2 : 1
}

/** How a certificate ended: ACM's status of it, or NotFound. */
export type Ending = { arn: string; reason: string; failureReason?: string }

/** A certificate that has ended and is not yet counted in the status, or undefined. */
export function uncountedEnding(claim: DomainClaim, seen: Observation): Ending | undefined {
  const { arn, ended } = claim.status?.certificate ?? {}
  const chosen = currentCertificate(seen.certificates)
  if (chosen !== undefined)
    return hasEnded(chosen.status) && ended?.arn !== chosen.arn ? endingOf(chosen) : undefined
  if (arn === undefined || arn === ended?.arn || !seen.gone.includes(arn)) return undefined
  return { arn, reason: 'NotFound' }
}

function endingOf({ arn, status, described }: SeenCertificate): Ending {
  const { failureReason } = described ?? {}
  return { arn, reason: status, ...defined({ failureReason }) }
}

/** The reason that a condition gets for an ending. */
export function reasonOfEnding(reason: string): Reason {
  if (reason === 'NotFound') return 'CertificateGone'
  return reason === 'EXPIRED' || reason === 'REVOKED' ? 'CertificateExpired' : 'CertificateFailed'
}

/** An ending in words. */
export function showEnding({
  reason,
  failureReason
}: {
  reason: string
  failureReason?: string
}): string {
  return failureReason === undefined ? reason : `${reason} (${failureReason})`
}

/**
 * What to do about certificates of this claim that do not serve it: they go, but only when ACM itself
 * says that nothing uses them.
 * @returns the look that is needed first, or the deletions to make now
 */
export function retire(
  extras: readonly SeenCertificate[],
  context: StepContext
): { outcome?: Outcome; actions: readonly Action[] } {
  const unused = extras.filter(c => !c.inUse && c.tagged === true && !c.isNew)
  if (unused.some(c => !isFresh(c.described?.asOf, context)))
    return { outcome: looking('describe', context.now), actions: [] }
  const free = unused.filter(c => c.described?.inUseBy.length === 0)
  return { actions: free.map(c => ({ do: 'deleteCertificate', arn: c.arn })) }
}
