import type { DomainClaim } from '../../api/domain-claim.ts'
import { type Reason, reasons } from '../../conditions/reasons.ts'
import { parseLoadBalancerName } from '../../load-balancer/dns-name.ts'
import { chooseCertificate } from '../certificate.ts'
import type { Context, Observation } from '../observation.ts'
import { done, looking, type Outcome, waiting } from '../outcome.ts'
import { quarterOfWait, since } from '../patience.ts'

/** Our load balancer uses the certificate: ACM's InUseBy names it. */
export function certificateAttached(claim: DomainClaim, seen: Observation, at: Context): Outcome {
  const chosen = chooseCertificate(seen.certificates)
  const { target, gatewayStatus } = claim.spec
  if (chosen?.status !== 'ISSUED') return waiting('CertificateNotIssued', 'waits for the certificate', 60)
  if (target === undefined)
    return waiting(gatewayReason(gatewayStatus?.reason), gatewayStatus?.message ?? 'waits for the Gateway', 60)
  // Programmed, with an address, does not yet mean that it serves: a new load balancer takes minutes.
  if (gatewayStatus?.ready === false) return waiting(gatewayReason(gatewayStatus.reason), gatewayStatus.message, 60)
  const name = parseLoadBalancerName(target.dnsName)?.name ?? target.dnsName
  if (!chosen.inUse) return notAttached(claim, seen, at)
  const certificate = claim.status?.certificate
  if (certificate?.arn === chosen.arn && certificate.attachedTo === name) return done(`${name} uses the certificate`)
  if ((chosen.described?.asOf ?? 0) < at.now - 5_000) return looking('describe', at.now)
  if (chosen.described?.inUseBy.some(user => user.includes(`:loadbalancer/app/${name}/`)))
    return done(`${name} uses the certificate`)
  const others = chosen.described?.inUseBy ?? []
  const used = others.length === 0 ? '' : `; used so far by ${others.join(', ').slice(0, 500)}`
  return waiting(
    'WaitingForAttachment',
    `${name} does not use the certificate yet${used}`,
    attachmentAskedAfter(claim, at)
  )
}

function notAttached(claim: DomainClaim, seen: Observation, at: Context): Outcome {
  if (seen.certificatesAsOf < at.now - 10_000) return looking('certificates', at.now)
  return waiting(
    'WaitingForAttachment',
    'the load balancer does not use the certificate yet',
    attachmentAskedAfter(claim, at)
  )
}

function attachmentAskedAfter(claim: DomainClaim, at: Context): number {
  return quarterOfWait(since(claim, 'CertificateIssued', at.now), at.now)
}

/** The pool's word on its Gateway; it is data from outside, so only a reason of the catalogue is taken. */
function gatewayReason(reason: string | undefined): Reason {
  return reason !== undefined && Object.hasOwn(reasons, reason) ? (reason as Reason) : 'WaitingForGateway'
}
