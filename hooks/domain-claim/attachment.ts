import type { DomainClaim } from '../api/domain-claim.ts'
import { parseLoadBalancerName } from '../load-balancer/dns-name.ts'
import type { SeenCertificate } from './observation.ts'

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
export function wasUsedBy({ status }: DomainClaim, certificate: SeenCertificate, balancer: string): boolean {
  const { arn, attachedTo } = status?.certificate ?? {}
  return arn === certificate.arn && attachedTo === balancer
}

/** The claim's load balancer, if it uses the certificate: as ACM describes it, or as it did and is still in use. */
export function attachedTo(claim: DomainClaim, certificate: SeenCertificate | undefined): string | undefined {
  const balancer = balancerOf(claim)
  if (balancer === undefined || certificate?.status !== 'ISSUED') return undefined
  const isKnown = certificate.described === undefined && certificate.inUse && wasUsedBy(claim, certificate, balancer)
  return isKnown || isUsedBy(certificate, balancer) ? balancer : undefined
}
