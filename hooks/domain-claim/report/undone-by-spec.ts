import type { ClaimCondition, DomainClaim } from '../../api/domain-claim.ts'
import type { Finding } from '../../conditions/conditions.ts'
import { isRemembered } from '../facts/alias.ts'
import { awaitedForTarget, gatewayReason, isTakenBack } from '../facts/awaited-target.ts'

/**
 * For each step of a Ready claim, whether a change of the claim's spec can undo the step. A new
 * step needs an entry here.
 */
const dependsOnSpec = {
  CertificateRequested: false,
  DNSValidated: false,
  CertificateIssued: false,
  CertificateAttached: true,
  DNSAliasReady: true
} as const satisfies Record<ClaimCondition, boolean>

/** The steps that the spec can contradict. */
type Contradictable = {
  [Step in ClaimCondition]: (typeof dependsOnSpec)[Step] extends true ? Step : never
}[ClaimCondition]

const attached: Contradictable = 'CertificateAttached'
const aliasReady: Contradictable = 'DNSAliasReady'

/**
 * Finds the steps of a Ready claim that its spec, or a change under way, contradicts while AWS
 * cannot be read. The conditions may come from a stale cache and not show a change under way. So
 * this goes by what the status remembers of the alias, which the recall keeps up to date.
 * @param unknown how to report a step that may or may not be done, because nobody could look
 * @returns one finding for each such step
 */
export function undoneBySpec(
  claim: DomainClaim,
  unknown: Omit<Finding, 'type'>
): readonly Finding[] {
  const { target, gatewayStatus } = claim.spec
  const notAttached = { type: attached, status: 'False' } as const
  const { message = '' } = gatewayStatus ?? {}
  if (isTakenBack(claim))
    return [{ ...notAttached, reason: gatewayReason(gatewayStatus?.reason), message }]
  if (target === undefined) return [{ ...notAttached, ...awaitedForTarget(claim) }]
  if (!isRemembered(claim, target))
    return [attached, aliasReady].map(type => ({ type, ...unknown }))
  return isPropagating(claim) ? [{ type: aliasReady, ...unknown }] : []
}

function isPropagating({ status }: DomainClaim): boolean {
  return status?.alias?.changeID !== undefined || status?.alias?.unconfirmedSince !== undefined
}
