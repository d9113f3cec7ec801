import type { DomainClaim } from '../../api/domain-claim.ts'
import { isTrue } from '../../conditions/conditions.ts'
import { parseLoadBalancerName } from '../../load-balancer/dns-name.ts'
import { lookPeriod } from './look-times.ts'
import type { SeenCertificate } from './observation.ts'
import { jitterOf } from './patience.ts'
import { isRenewalDue } from './renewal.ts'

/** Name of the load balancer in the claim's target; `undefined` while the claim has no target. */
export function balancerOf({ spec }: DomainClaim): string | undefined {
  if (spec.target === undefined) return undefined
  return parseLoadBalancerName(spec.target.dnsName)?.name ?? spec.target.dnsName
}

/** ARNs of what uses a certificate, as ACM describes it; empty when it was not described. */
export function usersOf({ described }: SeenCertificate): readonly string[] {
  return [...(described?.inUseBy ?? [])].sort()
}

/** Whether ACM says that this load balancer uses the certificate. */
export function isUsedBy(certificate: SeenCertificate, balancer: string): boolean {
  return usersOf(certificate).some(user => user.includes(`:loadbalancer/app/${balancer}/`))
}

/** Whether ACM said at an earlier sync that this load balancer uses the certificate. */
export function wasUsedBy(
  { status }: DomainClaim,
  certificate: SeenCertificate,
  balancer: string
): boolean {
  const { arn, attachedTo } = status?.certificate ?? {}
  return arn === certificate.arn && attachedTo === balancer
}

/**
 * Name of the claim's load balancer, if it uses the certificate. If this sync has no description of
 * the certificate, ACM's answer at an earlier sync counts as long as the certificate is still in
 * use.
 */
export function attachedTo(
  claim: DomainClaim,
  certificate: SeenCertificate | undefined
): string | undefined {
  const balancer = balancerOf(claim)
  if (balancer === undefined || certificate?.status !== 'ISSUED') return undefined
  const { described, inUse } = certificate
  const isKnown = described === undefined && inUse && wasUsedBy(claim, certificate, balancer)
  return isKnown || isUsedBy(certificate, balancer) ? balancer : undefined
}

/**
 * Time (ms) between two DescribeCertificate calls for a certificate that shows no sign of trouble.
 * The listing says only whether anything uses the certificate. If something else uses it too, only
 * DescribeCertificate shows that our load balancer has lost it. With one call in 72 h, 1,000
 * hostnames cost about 14 calls an hour. Our limit for a quiet installation is 60 calls an hour, of
 * which zones and listings take 44.
 */
const lookEveryMs = 72 * 3600_000
/**
 * The same for a certificate whose renewal is due: only DescribeCertificate says why ACM does not
 * renew it. ACM renews most certificates on the first day, so few are described this often.
 */
const renewalLookEveryMs = 24 * 3600_000
/**
 * How long (ms) such a description stays due. A Ready claim is synced when it looks for drift. This
 * time is a little longer than the time between two looks, so that at least one falls into it.
 */
function lookLasts(listingPages: number | undefined): number {
  return (lookPeriod(listingPages) * 7) / 6
}

/**
 * Whether it is time to describe the certificate of a Ready claim that shows no sign of trouble.
 */
export function isLookDue(
  { metadata, status }: DomainClaim,
  certificate: Pick<SeenCertificate, 'notAfter'>,
  now: number,
  listingPages?: number
): boolean {
  const every = isRenewalDue(certificate, now) ? renewalLookEveryMs : lookEveryMs
  const begins = Math.floor(jitterOf(metadata.uid) * every)
  return isTrue(status?.conditions, 'Ready') && (now - begins) % every < lookLasts(listingPages)
}
