import type { ClaimCondition } from '../../api/domain-claim.ts'
import type { Step } from '../facts/outcome.ts'
import { certificateAttached } from './certificate-attached.ts'
import { certificateIssued } from './certificate-issued.ts'
import { certificateRequested } from './certificate-requested.ts'
import { dnsAliasReady } from './dns-alias-ready.ts'
import { dnsValidated } from './dns-validated.ts'

/**
 * The steps to Ready, in the order of `claimConditions`. Each step is a condition of the claim. The
 * first step that is not done gives Ready its reason.
 */
export const toReady = {
  CertificateRequested: certificateRequested,
  DNSValidated: dnsValidated,
  CertificateIssued: certificateIssued,
  CertificateAttached: certificateAttached,
  DNSAliasReady: dnsAliasReady
} satisfies Record<ClaimCondition, Step>
