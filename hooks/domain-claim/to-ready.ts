import type { DomainClaim } from '../api/domain-claim.ts'
import type { Context, Observation } from './observation.ts'
import type { Outcome } from './outcome.ts'
import { certificateAttached } from './steps/certificate-attached.ts'
import { certificateIssued } from './steps/certificate-issued.ts'
import { certificateRequested } from './steps/certificate-requested.ts'
import { dnsAliasReady } from './steps/dns-alias-ready.ts'
import { dnsValidated } from './steps/dns-validated.ts'

/** One step of a claim's way: looks at what was seen and says where it stands. Pure. */
export type Step = (claim: DomainClaim, seen: Observation, at: Context) => Outcome

/** The way to Ready, in order. Each step is a condition; the first that is not done gives Ready its reason. */
export const toReady = {
  CertificateRequested: certificateRequested,
  DNSValidated: dnsValidated,
  CertificateIssued: certificateIssued,
  CertificateAttached: certificateAttached,
  DNSAliasReady: dnsAliasReady
} satisfies { [condition: string]: Step }
