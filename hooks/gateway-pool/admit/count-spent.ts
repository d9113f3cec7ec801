import { fieldOf } from '../../api/field-of.ts'
import { timestamp } from '../../conditions/conditions.ts'
import { textOf } from '../../text/text-of.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import {
  newestOf,
  readSpent,
  type Spent,
  type SpentStatus,
  unknown
} from '../observe/spent-certificates.ts'

/** For how long (ms) ACM counts a certificate that was requested. */
export const yearMs = 365 * 86_400_000

/**
 * How much of what a namespace has spent comes back in a year, as a rate: in each moment, a part of
 * what is left comes back. After a year without a deletion, ACM counts nothing of it any more, and
 * it is forgotten.
 */
const comesBackPerYear = 0.5

/**
 * A pool that has had claims for longer than this (ms), but whose status has no count, has lost the
 * count. A new pool gets its first claims before its first status.
 */
const statusIsWrittenWithinMs = 600_000

/**
 * If a pool has lost count, this part of the year's certificates counts as spent by nobody knows
 * whom. It is half of all that namespaces may spend.
 */
const spentIfUnknown = 0.1

/** Most namespaces of which a pool counts spent certificates, as the CRD bounds them. */
const mostNamespaces = 256

/** How much an entry counts at a time (ms). */
export function amountAt({ certificates, asOf }: Spent, time: number): number {
  const age = Math.max(0, time - asOf)
  return age >= yearMs ? 0 : certificates * Math.exp((-comesBackPerYear * age) / yearMs)
}

/**
 * Counts the certificates that the pool's claims have used up and leave behind. A claim is counted
 * while it is being deleted, because this takes 15 seconds at least, and nothing shows the claim
 * afterwards. The time of its deletion says whether it is counted already. So it does no harm if an
 * answer is lost, or if the same observation comes twice.
 * @returns the new count, the greatest first
 */
export function countSpent(seen: Observation): readonly Spent[] {
  const entries = new Map(knownSpent(seen).map(entry => [entry.namespace, entry]))
  const terminating = Map.groupBy(
    seen.claims.filter(claim => claim.terminating),
    ({ namespace }) => namespace
  )
  for (const [namespace, claims] of terminating)
    entries.set(namespace, withDeletions(entries.get(namespace), namespace, claims))
  const kept = [...entries.values()].filter(
    entry => terminating.has(entry.namespace) || seen.now - entry.asOf < yearMs
  )
  return kept.sort(byAmount).slice(0, mostNamespaces)
}

function byAmount(a: Spent, b: Spent): number {
  return b.certificates - a.certificates || (a.namespace < b.namespace ? -1 : 1)
}

/** The count so far: what the status and this process know, or a guess that errs high. */
function knownSpent(seen: Observation): readonly Spent[] {
  const written = readSpent(seen.pool.status)
  if (written !== undefined || seen.spentBefore.length > 0)
    return newestOf(written ?? [], seen.spentBefore)
  if (!seen.claims.some(claim => claim.adopted || isOld(claim, seen.now))) return []
  const certificates = spentIfUnknown * seen.certificatesPerYear
  return [{ namespace: unknown, certificates, asOf: wholeSeconds(seen.now), deletedThen: 0 }]
}

function isOld({ object }: SeenClaim, now: number): boolean {
  return now - Date.parse(object.metadata.creationTimestamp ?? '') > statusIsWrittenWithinMs
}

function wholeSeconds(time: number): number {
  return Math.floor(time / 1000) * 1000
}

/** Adds the claims that are not counted yet to the entry of their namespace. */
function withDeletions(
  before: Spent | undefined,
  namespace: string,
  claims: readonly SeenClaim[]
): Spent {
  const { asOf, deletedThen } = before ?? { asOf: Number.NEGATIVE_INFINITY, deletedThen: 0 }
  const deletedAt = (claim: SeenClaim) => Date.parse(claim.object.metadata.deletionTimestamp ?? '')
  const later = claims.filter(claim => deletedAt(claim) > asOf)
  // The API server writes whole seconds: a claim of the last second may have come after the count.
  const uncounted = claims.filter(claim => deletedAt(claim) === asOf).slice(deletedThen)
  const fresh = [...later, ...uncounted]
  const last = Math.max(asOf, ...later.map(deletedAt))
  if (before !== undefined && fresh.length === 0) return before
  const spent = fresh.reduce((sum, claim) => sum + certificatesOf(claim, deletedAt(claim)), 0)
  const amount = (before === undefined ? 0 : amountAt(before, last)) + spent
  return {
    namespace,
    certificates: Math.ceil(amount * 100) / 100,
    asOf: last,
    deletedThen: claims.filter(claim => deletedAt(claim) === last).length
  }
}

/**
 * How many of the year's certificates a claim leaves behind: all that have ended, and the last one
 * for the rest of the year since it was requested. If the claim has lost its status, one counts.
 */
function certificatesOf({ object }: SeenClaim, deletedAt: number): number {
  const { status, metadata } = object
  const certificate = fieldOf(status, 'certificate')
  const wasAskedAWS = Array.isArray(fieldOf(status, 'conditions'))
  if (certificate === undefined && wasAskedAWS) return 0
  const requestedAt = fieldOf(certificate, 'requestedAt') ?? metadata.creationTimestamp
  const age = deletedAt - Date.parse(textOf(requestedAt))
  const last = Number.isNaN(age) ? 1 : Math.min(1, Math.max(0, 1 - age / yearMs))
  return attemptsOf(certificate) + last
}

/** How many certificates of a claim have ended, as its status says. */
export function attemptsOf(certificate: unknown): number {
  const attempts = fieldOf(certificate, 'attempts')
  return typeof attempts === 'number' && attempts > 0 ? attempts : 0
}

/** The count as the status of the pool shows it. */
export function spentStatus(spent: readonly Spent[]): SpentStatus {
  return spent.map(({ namespace, certificates, asOf, deletedThen }) => ({
    namespace,
    certificates,
    asOf: timestamp(asOf),
    deletedThen
  }))
}
