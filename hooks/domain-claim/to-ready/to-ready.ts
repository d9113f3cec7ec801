import type { ClaimCondition, DomainClaim } from '../../api/domain-claim.ts'
import type { Outcome } from '../facts/outcome.ts'
import type { Observation, StepContext } from '../observe/observation.ts'
import { certificateAttached } from './certificate-attached.ts'
import { certificateIssued } from './certificate-issued.ts'
import { certificateRequested } from './certificate-requested.ts'
import { dnsAliasReady } from './dns-alias-ready.ts'
import { dnsValidated } from './dns-validated.ts'

/** One step of a claim's way: looks at what was seen and says where it stands. Pure. */
export type Step = (claim: DomainClaim, seen: Observation, context: StepContext) => Outcome

/** The way to Ready, in order. Each step is a condition; the first that is not done gives Ready its reason. */
export const toReady = {
  CertificateRequested: certificateRequested,
  DNSValidated: dnsValidated,
  CertificateIssued: certificateIssued,
  CertificateAttached: certificateAttached,
  DNSAliasReady: dnsAliasReady
} satisfies Record<ClaimCondition, Step>
