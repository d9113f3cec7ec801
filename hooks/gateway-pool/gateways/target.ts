import type { Target } from '../../api/domain-claim.ts'
import { parseLoadBalancerName } from '../../load-balancer/dns-name.ts'
import type { Observation } from '../observe/observe.ts'
import { addressOf } from '../observe/read-gateways.ts'
import type { Slot } from '../place/slots.ts'
import { zoneFor } from './gateway-state.ts'

/**
 * What aliases to a Gateway point to, once it has an address in a known region; one that is being
 * deleted takes its load balancer with it.
 */
export function targetOf(seen: Observation, { name, terminating }: Slot): Target | undefined {
  const address = terminating ? undefined : addressOf(seen.gateways.get(name))
  const hostedZoneID = address === undefined ? undefined : zoneFor(address, seen.pool)
  if (address === undefined || hostedZoneID === undefined) return undefined
  const { loadBalancer, dns } = seen.pool.spec
  return {
    dnsName: address,
    hostedZoneID,
    recordTypes: loadBalancer.ipAddressType === 'ipv4' ? ['A'] : ['A', 'AAAA'],
    evaluateTargetHealth: dns.evaluateTargetHealth
  }
}

/** The region that an address tells; undefined when it is of a form that we do not know. */
export function regionOf(address: string | undefined): string | undefined {
  return address === undefined ? undefined : parseLoadBalancerName(address)?.region
}
