import type { DomainClaim, Target } from '../../api/domain-claim.ts'
import { advise } from '../../conditions/advise.ts'
import { conditionOf } from '../../conditions/conditions.ts'
import { balancerOf, isLookDue, isUsedBy, usersOf, wasUsedBy } from '../facts/attachment.ts'
import { awaitedForTarget, gatewayReason, isTakenBack } from '../facts/awaited-target.ts'
import { currentCertificate } from '../facts/certificate.ts'
import type { Observation, SeenCertificate } from '../facts/observation.ts'
import { done, looking, type Outcome, waiting, waitingBehind } from '../facts/outcome.ts'
import { quarterOfWait, since } from '../facts/patience.ts'
import { isFresh, type StepContext } from '../facts/step-context.ts'

/**
 * The step is done when our load balancer uses the certificate: ACM's InUseBy has to name it. A `-`
 * in the table means that the column does not matter.
 *
 * | certificate | target | pool holds the claim back | outcome                   |
 * |-------------|--------|---------------------------|---------------------------|
 * | not issued  | -      | -                         | waits for the certificate |
 * | issued      | none   | -                         | waits for the Gateway     |
 * | issued      | set    | yes                       | `whileHeldBack`           |
 * | issued      | set    | no                        | `whetherAttached`         |
 */
export function certificateAttached(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome {
  const certificate = currentCertificate(seen.certificates)
  const { target } = claim.spec
  if (certificate?.status !== 'ISSUED')
    return waitingBehind('CertificateNotIssued', 'waits for the certificate')
  if (target === undefined) {
    const { reason, message } = awaitedForTarget(claim)
    return waitingBehind(reason, message)
  }
  const attachment = attachmentOf(claim, target, certificate, context)
  return isHeldBack(claim)
    ? whileHeldBack(claim, attachment, context)
    : whetherAttached(claim, seen, attachment, context)
}

/** What is known of the certificate on the claim's load balancer. */
type Attachment = {
  certificate: SeenCertificate
  /** Name of the claim's load balancer. */
  balancer: string
  /** ACM said at an earlier sync that the load balancer uses the certificate. */
  wasAttached: boolean
  /** ACM has described the certificate just now. */
  isDescribed: boolean
}

function attachmentOf(
  claim: DomainClaim,
  target: Target,
  certificate: SeenCertificate,
  context: StepContext
): Attachment {
  const balancer = balancerOf(claim) ?? target.dnsName
  return {
    certificate,
    balancer,
    wasAttached: wasUsedBy(claim, certificate, balancer),
    isDescribed: isFresh(certificate.described?.asOf, context)
  }
}

/**
 * Whether the Gateway's state holds the claim back. A new load balancer has an address minutes
 * before it serves, so an address alone must not make a claim Ready. But a claim that was Ready
 * stays Ready while its load balancer is changed for a neighbour, unless the pool takes its
 * hostname back: see `isTakenBack`.
 */
function isHeldBack(claim: DomainClaim): boolean {
  if (claim.spec.gatewayStatus?.ready !== false) return false
  return claim.status?.readySince === undefined || isTakenBack(claim)
}

/**
 * The outcome while the claim waits for its Gateway. When a Gateway comes up, all its claims would
 * need a description of their certificate at the same time. So each claim asks for the description
 * now.
 */
function whileHeldBack(
  { spec }: DomainClaim,
  { certificate, wasAttached, isDescribed }: Attachment,
  context: StepContext
): Outcome {
  if (certificate.inUse && !wasAttached && !isDescribed) return looking('describe', context.now)
  const { reason, message = '' } = spec.gatewayStatus ?? {}
  return waitingBehind(gatewayReason(reason), message)
}

/**
 * Says whether the load balancer uses the certificate. The listing says only whether anything uses
 * the certificate, and it lags. So a certificate that was attached does not count as detached
 * before ACM has described it. A `-` in the table means that the column does not matter.
 *
 * | described now | in use (listing) | was attached | outcome                                   |
 * |---------------|------------------|--------------|-------------------------------------------|
 * | no            | yes              | yes          | done; look: describe, if one is due       |
 * | no            | yes              | no           | look: describe                            |
 * | no            | no               | yes          | look: describe                            |
 * | no            | no               | no           | look: certificates, if the listing is old |
 * | yes           | no               | -            | look: certificates, if the listing is old |
 * | otherwise     | -                | -            | `isUsedBy`: done; else `notAttached`      |
 */
function whetherAttached(
  claim: DomainClaim,
  seen: Observation,
  attachment: Attachment,
  context: StepContext
): Outcome {
  const { certificate, balancer, wasAttached, isDescribed } = attachment
  const attached = done(`${balancer} uses the certificate`)
  if (!isDescribed && (certificate.inUse || wasAttached)) {
    const isSteady = certificate.inUse && wasAttached
    return isSteady && !isLookDue(claim, certificate, context.now, seen.listingPages)
      ? attached
      : looking('describe', context.now)
  }
  const since = context.began - firstListingMaxAgeMs
  if (isFirstLook(claim) && seen.certificatesAsOf + (seen.certificatesSlack ?? 0) < since)
    return looking('certificates', since)
  const isListingFresh = isFresh(seen.certificatesAsOf, context, seen.certificatesSlack)
  if (!certificate.inUse && !isListingFresh) return looking('certificates', context.now)
  return isUsedBy(certificate, balancer) ? attached : notAttached(claim, attachment, context)
}

/** How old (ms) the listing may be in which a claim looks for its attachment for the first time. */
const firstListingMaxAgeMs = 2_000

/**
 * Whether the claim was not told yet that its load balancer does not use the certificate. The pool
 * sets the target when everything is in place, so an older listing may not show it.
 */
function isFirstLook({ spec, status }: DomainClaim): boolean {
  const { reason } = conditionOf(status?.conditions, 'CertificateAttached') ?? {}
  return spec.gatewayStatus === undefined && reason !== 'WaitingForAttachment'
}

/** Seconds between two syncs of a claim that is not attached, while its Gateway is not ready. */
const gatewayWaitSeconds = 60

/** After this time without an attachment, the message says where to look. */
const attachedWithinMs = 900_000

/** Whether the claim has waited long for its attachment since its certificate was issued. */
function isLate(claim: DomainClaim, { now }: StepContext): boolean {
  const beginnings = (['CertificateIssued', 'CertificateAttached'] as const).map(type =>
    since(claim, type, now)
  )
  return now - Math.max(...beginnings) >= attachedWithinMs
}

/**
 * The load balancer does not use the certificate. If the pool knows the cause, the message gives
 * it. Otherwise, after a long wait, the message says where to look.
 */
function notAttached(
  claim: DomainClaim,
  { certificate, balancer }: Attachment,
  context: StepContext
): Outcome {
  const users = usersOf(certificate).join(', ').slice(0, 500)
  const soFar = users === '' ? '' : `; used so far by ${users}`
  const fact = `${balancer} does not use the certificate yet${soFar}`
  const { gatewayStatus } = claim.spec
  if (gatewayStatus?.ready === false) {
    const message = `${gatewayStatus.message} (${fact})`
    return waiting(gatewayReason(gatewayStatus.reason), message, gatewayWaitSeconds)
  }
  const message = isLate(claim, context) ? advise('WaitingForAttachment', fact) : fact
  const issuedSince = since(claim, 'CertificateIssued', context.now)
  return waiting('WaitingForAttachment', message, quarterOfWait(issuedSince, context.now))
}
