import type { PoolDomain } from '../../api/gateway-pool.ts'
import { defined } from '../../defined.ts'
import type { SeenRequest } from '../observe/read-requests.ts'
import {
  apexNotAllowed,
  domainNotAllowed,
  namespaceNotAllowed,
  wildcardNotAllowed
} from './allowlist.ts'
import type { AdmissionContext, Candidate } from './candidate.ts'
import { hostnameNested } from './nesting.ts'
import { hostnameOverlaps, listenerStillOpen } from './overlap.ts'
import { quotaExceeded } from './quota.ts'
import type { Refusal } from './refusal.ts'
import { restrictedByOtherPool, wildcardTooBroad } from './restricted-domains.ts'
import { shareUsedUp } from './share-used-up.ts'
import { hostnameTaken, ownClaimTerminating } from './taken.ts'

/** One reason to refuse a request. */
export type AdmissionCheck = {
  /** Why the request is refused; `undefined` when the check lets it pass. */
  refusalOf: (candidate: Candidate, context: AdmissionContext) => Refusal | undefined
  /**
   * Whether the check also applies to a successor, that is, to a request that would take over a
   * claim whose own request is gone. Set it to `false` only if an existing claim makes the check
   * meaningless.
   */
  appliesToSuccessors: boolean
}

/** Admission checks by name, in the order in which they are asked. */
export type AdmissionChecks = Readonly<Record<string, AdmissionCheck>>

/**
 * All checks that a request has to pass after a domain of the pool was found that covers its
 * hostname. Newcomers and successors go through the same list, and the first refusal is the answer.
 */
export const admissionChecks = {
  apexNotAllowed: { refusalOf: apexNotAllowed, appliesToSuccessors: true },
  wildcardNotAllowed: { refusalOf: wildcardNotAllowed, appliesToSuccessors: true },
  namespaceNotAllowed: { refusalOf: namespaceNotAllowed, appliesToSuccessors: true },
  restrictedByOtherPool: { refusalOf: restrictedByOtherPool, appliesToSuccessors: true },
  wildcardTooBroad: { refusalOf: wildcardTooBroad, appliesToSuccessors: true },
  // The next three checks ask whether a claim or a listener already uses the hostname. A successor
  // takes over exactly this claim and its listener, so these checks do not apply to it.
  ownClaimTerminating: { refusalOf: ownClaimTerminating, appliesToSuccessors: false },
  hostnameTaken: { refusalOf: hostnameTaken, appliesToSuccessors: false },
  listenerStillOpen: { refusalOf: listenerStillOpen, appliesToSuccessors: false },
  hostnameOverlaps: { refusalOf: hostnameOverlaps, appliesToSuccessors: true },
  hostnameNested: { refusalOf: hostnameNested, appliesToSuccessors: true },
  quotaExceeded: { refusalOf: quotaExceeded, appliesToSuccessors: true },
  // A successor takes over a certificate, and needs no new one.
  shareUsedUp: { refusalOf: shareUsedUp, appliesToSuccessors: false }
} as const satisfies AdmissionChecks

/** What the admission checks say of one request. */
export type Verdict = { admitted: true; domain: PoolDomain } | { admitted: false; refusal: Refusal }

/**
 * Judges one request.
 * @param predecessor the claim that the request would take over; `undefined` for a newcomer
 */
export function judge(
  request: SeenRequest,
  predecessor: Candidate['predecessor'],
  context: AdmissionContext,
  checks: AdmissionChecks = admissionChecks
): Verdict {
  const domain = context.ledger.domainOf(request.hostname)
  if (domain === undefined)
    return { admitted: false, refusal: domainNotAllowed(request, context.seen) }
  const candidate = { request, domain, ...defined({ predecessor }) }
  for (const { refusalOf, appliesToSuccessors } of Object.values(checks)) {
    if (predecessor !== undefined && !appliesToSuccessors) continue
    const refusal = refusalOf(candidate, context)
    if (refusal !== undefined) return { admitted: false, refusal }
  }
  return { admitted: true, domain }
}
