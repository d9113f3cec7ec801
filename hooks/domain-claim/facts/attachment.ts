import type { DomainClaim } from '../../api/domain-claim.ts'
import { isTrue } from '../../conditions/conditions.ts'
import { parseLoadBalancerName } from '../../load-balancer/dns-name.ts'
import type { SeenCertificate } from '../observe/observation.ts'
import { jitterOf } from './patience.ts'

/** Name of the load balancer that the claim's alias points to; undefined while there is none. */
export function balancerOf({ spec }: DomainClaim): string | undefined {
  if (spec.target === undefined) return undefined
  return parseLoadBalancerName(spec.target.dnsName)?.name ?? spec.target.dnsName
}

/** Who uses a certificate, as ACM describes it; nobody when it was not asked. */
export function usersOf({ described }: SeenCertificate): readonly string[] {
  return [...(described?.inUseBy ?? [])].sort()
}

/** Whether ACM says that this load balancer uses the certificate. */
export function isUsedBy(certificate: SeenCertificate, balancer: string): boolean {
  return usersOf(certificate).some(user => user.includes(`:loadbalancer/app/${balancer}/`))
}

/** Whether ACM has said so before, of this certificate. */
export function wasUsedBy(
  { status }: DomainClaim,
  certificate: SeenCertificate,
  balancer: string
): boolean {
  const { arn, attachedTo } = status?.certificate ?? {}
  return arn === certificate.arn && attachedTo === balancer
}

/** The claim's load balancer, if it uses the certificate: as ACM describes it, or as it did and is still in use. */
export function attachedTo(
  claim: DomainClaim,
  certificate: SeenCertificate | undefined
): string | undefined {
  const balancer = balancerOf(claim)
  if (balancer === undefined || certificate?.status !== 'ISSUED') return undefined
  const isKnown =
    certificate.described === undefined &&
    certificate.inUse &&
    wasUsedBy(claim, certificate, balancer)
  return isKnown || isUsedBy(certificate, balancer) ? balancer : undefined
}

/**
 * While somebody else uses the certificate too, the listing's flag stays when our load balancer has lost
 * it: only a description tells. With one look in 72 h, 1,000 hostnames cost some 16 calls an hour; zones
 * and listings take 32 of the 60 that they may cost when nothing happens.
 */
const lookEvery = 72 * 3600_000
/** Somewhat longer than Metacontroller's resync (30 min), so that one falls into it. */
const lookLasts = 35 * 60_000

/** Whether it is the turn of a Ready claim that ACM is asked who uses its certificate, without a sign of trouble. */
export function isLookDue({ metadata, status }: DomainClaim, now: number): boolean {
  const begins = Math.floor(jitterOf(metadata.uid) * lookEvery)
  return isTrue(status?.conditions, 'Ready') && (now - begins) % lookEvery < lookLasts
}
