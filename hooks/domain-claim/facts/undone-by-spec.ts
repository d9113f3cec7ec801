import type { DomainClaim } from '../../api/domain-claim.ts'
import type { Finding } from '../../conditions/conditions.ts'
import { isOverlapped } from '../to-ready/certificate-attached.ts'
import { isRemembered } from './alias.ts'
import { awaitedForTarget } from './awaited-target.ts'

/**
 * What the spec alone, and a change that is under way, tell against a claim that was Ready, while AWS cannot be looked
 * at. The conditions may come from a cache that is behind; what is remembered of the change does not.
 * @param blind how a step that may or may not be done is told: nobody could look
 * @returns a finding for each step that is not, or may not be, as it was last seen
 */
export function undoneBySpec(claim: DomainClaim, blind: Omit<Finding, 'type'>): readonly Finding[] {
  const { target, gatewayStatus } = claim.spec
  const notAttached = { type: 'CertificateAttached', status: 'False' } as const
  if (isOverlapped(claim))
    return [{ ...notAttached, reason: 'HostnameOverlaps', message: gatewayStatus?.message ?? '' }]
  if (target === undefined) return [{ ...notAttached, ...awaitedForTarget(claim) }]
  if (isRemembered(claim, target))
    return isSpreading(claim) ? [{ type: 'DNSAliasReady', ...blind }] : []
  return ['CertificateAttached', 'DNSAliasReady'].map(type => ({ type, ...blind }))
}

function isSpreading({ status }: DomainClaim): boolean {
  return status?.alias?.changeID !== undefined || status?.alias?.unconfirmedSince !== undefined
}
