import type { Target } from '../../api/domain-claim.ts'
import type { GatewayPool } from '../../api/gateway-pool.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { parseLoadBalancerName, schemeOf } from '../../load-balancer/dns-name.ts'
import { albZoneID } from '../../load-balancer/zones.ts'
import { addressOf } from '../observe/read-gateways.ts'

/**
 * Where aliases to a Gateway point; `undefined` while the Gateway has no address, no hosted zone ID
 * is known for its address, or its load balancer has another scheme than the pool's. The load
 * balancer of a Gateway that is being deleted will be gone too, so aliases do not point to it.
 */
export function targetOf(
  gateway: KubernetesObject | undefined,
  pool: GatewayPool
): Target | undefined {
  const isTerminating = gateway?.metadata.deletionTimestamp !== undefined
  const address = isTerminating ? undefined : addressOf(gateway)
  if (address !== undefined && otherScheme(address, pool) !== undefined) return undefined
  const hostedZoneID = address === undefined ? undefined : zoneFor(address, pool)
  if (address === undefined || hostedZoneID === undefined) return undefined
  const { loadBalancer, dns } = pool.spec
  return {
    dnsName: address,
    hostedZoneID,
    recordTypes: loadBalancer.ipAddressType === 'ipv4' ? ['A'] : ['A', 'AAAA'],
    evaluateTargetHealth: dns.evaluateTargetHealth
  }
}

/**
 * The scheme of this load balancer, if it is not the scheme of the pool; else `undefined`. An alias
 * to an internal load balancer would answer in public with addresses that nobody reaches, and an
 * alias to one on the internet would show to everybody what should be reached from the VPC only.
 */
export function otherScheme(address: string, { spec }: GatewayPool): string | undefined {
  const scheme = schemeOf(address)
  return scheme === spec.loadBalancer.scheme ? undefined : scheme
}

/**
 * The hosted zone ID that an alias to this load balancer needs. It comes from our table, or else
 * from the pool's spec. `undefined` if neither has it.
 */
export function zoneFor(address: string, { spec }: GatewayPool): string | undefined {
  return albZoneID(address) ?? spec.albHostedZoneID
}

/**
 * The region in the address of a load balancer; `undefined` when the address has an unknown form.
 */
export function regionOf(address: string | undefined): string | undefined {
  return address === undefined ? undefined : parseLoadBalancerName(address)?.region
}
