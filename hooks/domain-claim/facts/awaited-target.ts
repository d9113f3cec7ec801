import type { DomainClaim } from '../../api/domain-claim.ts'
import { type Reason, reasons } from '../../conditions/reasons.ts'

/** The pool's word on its Gateway; it is data from outside, so only a reason of the catalogue is taken. */
export function gatewayReason(reason: string | undefined): Reason {
  return reason !== undefined && Object.hasOwn(reasons, reason)
    ? (reason as Reason)
    : 'WaitingForGateway'
}

/**
 * What is awaited while the claim has no target. The pool names one when its Gateway has an address and carries the
 * certificate, and until the claim was Ready it says how its Gateway stands.
 */
export function awaitedForTarget({ spec }: DomainClaim): { reason: Reason; message: string } {
  const { gatewayStatus, gatewayRef, hostname, poolName } = spec
  const gateway = `Gateway ${gatewayRef.name}`
  if (gatewayStatus?.ready === false)
    return { reason: gatewayReason(gatewayStatus.reason), message: gatewayStatus.message }
  if (gatewayStatus !== undefined)
    return {
      reason: 'WaitingForAttachment',
      message: `${gateway} does not carry the certificate of ${hostname} yet`
    }
  const message = `pool ${poolName} names no load balancer: ${gateway} has no address, or does not carry the certificate`
  return { reason: 'WaitingForGateway', message }
}
