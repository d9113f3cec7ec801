import type { DomainClaim } from '../../api/domain-claim.ts'
import { balancerOf, isLookDue, isUsedBy, usersOf, wasUsedBy } from '../facts/attachment.ts'
import { awaitedForTarget, gatewayReason } from '../facts/awaited-target.ts'
import { currentCertificate } from '../facts/certificate.ts'
import { done, looking, type Outcome, waiting, waitingBehind } from '../facts/outcome.ts'
import { quarterOfWait, since } from '../facts/patience.ts'
import {
  isFresh,
  type Observation,
  type SeenCertificate,
  type StepContext
} from '../observe/observation.ts'

/** Our load balancer uses the certificate: ACM's InUseBy names it. */
export function certificateAttached(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome {
  const chosen = currentCertificate(seen.certificates)
  const { target, gatewayStatus } = claim.spec
  if (chosen?.status !== 'ISSUED')
    return waitingBehind('CertificateNotIssued', 'waits for the certificate')
  if (target === undefined) {
    const { reason, message } = awaitedForTarget(claim)
    return waitingBehind(reason, message)
  }
  const name = balancerOf(claim) ?? target.dnsName
  const wasAttached = wasUsedBy(claim, chosen, name)
  const isDescribed = isFresh(chosen.described?.asOf, context)
  if (isHeldUp(claim)) {
    // The look that is needed anyway is taken now: when a Gateway comes up, all its claims would need it at once.
    if (chosen.inUse && !wasAttached && !isDescribed) return looking('describe', context.now)
    return waitingBehind(gatewayReason(gatewayStatus?.reason), gatewayStatus?.message ?? '')
  }
  if (chosen.inUse && wasAttached && !isDescribed && !isLookDue(claim, context.now))
    return done(`${name} uses the certificate`)
  // The listing's flag lags: who was attached is not taken for detached without asking.
  if ((chosen.inUse || wasAttached) && !isDescribed) return looking('describe', context.now)
  if (!chosen.inUse && !isFresh(seen.certificatesAsOf, context, seen.certificatesSlack))
    return looking('certificates', context.now)
  return isUsedBy(chosen, name)
    ? done(`${name} uses the certificate`)
    : notAttached(claim, chosen, name, context)
}

/**
 * An address does not yet mean that the load balancer serves: a new one takes minutes. But who was Ready
 * is not un-readied by a change for a neighbour; only a name that another one covers is.
 */
function isHeldUp(claim: DomainClaim): boolean {
  if (claim.spec.gatewayStatus?.ready !== false) return false
  return claim.status?.readySince === undefined || isOverlapped(claim)
}

/** Whether the pool holds the name back, because another one covers it. */
export function isOverlapped({ spec }: DomainClaim): boolean {
  return spec.gatewayStatus?.ready === false && spec.gatewayStatus.reason === 'HostnameOverlaps'
}

function notAttached(
  claim: DomainClaim,
  chosen: SeenCertificate,
  name: string,
  context: StepContext
): Outcome {
  const others = usersOf(chosen)
  const used = others.length === 0 ? '' : `; used so far by ${others.join(', ').slice(0, 500)}`
  return waiting(
    'WaitingForAttachment',
    `${name} does not use the certificate yet${used}`,
    attachmentAskedAfter(claim, context)
  )
}

function attachmentAskedAfter(claim: DomainClaim, context: StepContext): number {
  return quarterOfWait(since(claim, 'CertificateIssued', context.now), context.now)
}
