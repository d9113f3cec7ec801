import type { DomainClaim } from '../api/domain-claim.ts'
import type { Finding } from '../conditions/conditions.ts'
import { isRemembered } from './alias.ts'
import { awaitedForTarget } from './awaited-target.ts'
import { isOverlapped } from './steps/certificate-attached.ts'

/**
 * What the spec alone tells against a claim that was Ready, while AWS cannot be looked at.
 * @param blind how a step that may or may not be done is told: nobody could look
 * @returns a finding for each step that is not, or may not be, as it was last seen
 */
export function undoneBySpec(claim: DomainClaim, blind: Omit<Finding, 'type'>): readonly Finding[] {
  const { target, gatewayStatus } = claim.spec
  const notAttached = { type: 'CertificateAttached', status: 'False' } as const
  if (isOverlapped(claim))
    return [{ ...notAttached, reason: 'HostnameOverlaps', message: gatewayStatus?.message ?? '' }]
  if (target === undefined) return [{ ...notAttached, ...awaitedForTarget(claim) }]
  if (isRemembered(claim, target)) return []
  return ['CertificateAttached', 'DNSAliasReady'].map(type => ({ type, ...blind }))
}
