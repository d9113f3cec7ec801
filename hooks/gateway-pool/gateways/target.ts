import type { Target } from '../../api/domain-claim.ts'
import type { GatewayPool } from '../../api/gateway-pool.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { parseLoadBalancerName } from '../../load-balancer/dns-name.ts'
import { albZoneID } from '../../load-balancer/zones.ts'
import { addressOf } from '../observe/read-gateways.ts'

/**
 * Where aliases to a Gateway point; `undefined` while the Gateway has no address, or no hosted zone
 * ID is known for its address. The load balancer of a Gateway that is being deleted will be gone
 * too, so aliases do not point to it.
 */
export function targetOf(
  gateway: KubernetesObject | undefined,
  pool: GatewayPool
): Target | undefined {
  const isTerminating = gateway?.metadata.deletionTimestamp !== undefined
  const address = isTerminating ? undefined : addressOf(gateway)
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
