import type { DomainClaim } from '../../api/domain-claim.ts'
import { type Reason, reasons } from '../../conditions/reasons.ts'

/** The reason that the pool wrote into the claim; a reason that the catalogue lacks is replaced. */
export function gatewayReason(reason: string | undefined): Reason {
  return reason !== undefined && Object.hasOwn(reasons, reason)
    ? (reason as Reason)
    : 'WaitingForGateway'
}

/** Whether the pool holds the hostname back because another hostname covers it. */
export function isOverlapped({ spec }: DomainClaim): boolean {
  return spec.gatewayStatus?.ready === false && spec.gatewayStatus.reason === 'HostnameOverlaps'
}

/**
 * What a claim without a target waits for. The pool sets the target once its Gateway has an address
 * and carries the certificate. Until the claim is Ready for the first time, the pool also reports
 * the state of the Gateway.
 */
export function awaitedForTarget({ spec }: DomainClaim): { reason: Reason; message: string } {
  const { gatewayStatus, gatewayRef, hostname, poolName } = spec
  const gateway = `Gateway ${gatewayRef.name}`
  if (gatewayStatus?.ready === false)
    return { reason: gatewayReason(gatewayStatus.reason), message: gatewayStatus.message }
  if (gatewayStatus !== undefined) {
    const message = `${gateway} does not carry the certificate of ${hostname} yet`
    return { reason: 'WaitingForAttachment', message }
  }
  const cause = `${gateway} has no address, or does not carry the certificate`
  const message = `pool ${poolName} has not set a load balancer yet: ${cause}`
  return { reason: 'WaitingForGateway', message }
}
