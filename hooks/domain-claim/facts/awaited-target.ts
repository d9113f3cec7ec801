import type { DomainClaim } from '../../api/domain-claim.ts'
import { type Reason, reasons } from '../../conditions/reasons.ts'

/**
 * The reason that the pool wrote into the claim, or `WaitingForGateway` if the catalogue of reasons
 * lacks it.
 */
export function gatewayReason(reason: string | undefined): Reason {
  return reason !== undefined && Object.hasOwn(reasons, reason)
    ? (reason as Reason)
    : 'WaitingForGateway'
}

/** Reasons for which the pool holds a hostname back although it was Ready. */
const holdingBack: readonly string[] = ['HostnameOverlaps', 'SchemeMismatch']

/**
 * Whether the pool holds the hostname back although it may have been Ready: another hostname covers
 * it, or its load balancer has another scheme than the pool's.
 */
export function isTakenBack({ spec }: DomainClaim): boolean {
  return spec.gatewayStatus?.ready === false && holdingBack.includes(spec.gatewayStatus.reason)
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
