import type { ClaimCondition } from '../api/domain-claim.ts'

/** A step on the way of a hostname to Ready: the type of a condition of its request. */
export type StepType = 'Accepted' | 'Claimed' | ClaimCondition | 'RouteAccepted'

/** What is said about a step, whatever its state. */
export type StepFacts = {
  /** What has happened once the step is done. */
  title: string
  /** How long (s) the step usually takes after the step before it. */
  usualSeconds: number
}

/**
 * The steps in their order. The times:
 * - Accepted: most pools answer within ten seconds (hooks/hostname-request/sync.ts)
 * - DNSValidated: Route 53 has a change on all its servers within 60 s (its FAQ)
 * - CertificateIssued: ACM issues within minutes once public DNS has the record
 *   (hooks/aws/issue-times.ts learns from certificates of up to five)
 * - CertificateAttached: a new load balancer takes about three minutes
 * - DNSAliasReady: as DNSValidated
 */
export const steps: Readonly<Record<StepType, StepFacts>> = {
  Accepted: { title: 'the pool accepts the request', usualSeconds: 10 },
  Claimed: { title: 'a claim holds the hostname', usualSeconds: 10 },
  CertificateRequested: { title: 'a certificate is requested from ACM', usualSeconds: 15 },
  DNSValidated: { title: 'the validation record is in DNS', usualSeconds: 60 },
  CertificateIssued: { title: 'ACM issues the certificate', usualSeconds: 300 },
  CertificateAttached: { title: 'the load balancer uses the certificate', usualSeconds: 240 },
  DNSAliasReady: { title: 'DNS points to the load balancer', usualSeconds: 60 },
  RouteAccepted: { title: 'the route is accepted', usualSeconds: 30 }
}

/** The facts about a step; `undefined` for a condition that is no step of this version. */
export function stepFacts(type: string): StepFacts | undefined {
  return Object.hasOwn(steps, type) ? steps[type as StepType] : undefined
}
