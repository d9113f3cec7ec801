import type { DomainClaim } from '../../hooks/api/domain-claim.ts'
import type { ClaimWorld } from './claim-world.ts'

/** The claim's condition of that type as `True Ready`, `False ZoneNotFound` and so on. */
export function standing(claim: DomainClaim, type = 'Ready'): string {
  const condition = claim.status?.conditions?.find(c => c.type === type)
  return condition === undefined ? 'absent' : `${condition.status} ${condition.reason}`
}

/** The message of the claim's condition of that type. */
export function messageOf(claim: DomainClaim, type = 'Ready'): string {
  return claim.status?.conditions?.find(c => c.type === type)?.message ?? ''
}

/**
 * What is in the zone beside NS and SOA of its apex, short: `A shop`, `CNAME _v.shop`, `TXT
 * _gateway-orchestrator.shop`.
 */
export function recordsIn({ cloud, zoneID }: ClaimWorld, id = zoneID): string[] {
  return cloud.zones
    .records(id)
    .filter(({ type }) => type !== 'NS' && type !== 'SOA')
    .map(
      ({ type, name }) =>
        `${type} ${name.replace('.example.com.', '').replace(/_[0-9a-f]{32}/, '_v')}`
    )
    .sort()
}

/** All that a claim of this name has in the zone when it is Ready. */
export function recordsOf(name: string): string[] {
  return [
    `A ${name}`,
    `CNAME _v.${name}`,
    `TXT _gateway-orchestrator._v.${name}`,
    `TXT _gateway-orchestrator.${name}`
  ]
}

/** Takes all load balancers away, as their Gateways go. */
export function removeLoadBalancers({ cloud }: ClaimWorld): void {
  for (const { arn } of cloud.loadBalancers.list()) cloud.loadBalancers.remove(arn)
}

/** AWS calls that change something, since the log was last reset. */
export function writesOf({ cloud }: ClaimWorld): string[] {
  const reads = /^(List|Describe|Get|Search)/
  return cloud.calls
    .entries()
    .map(call => call.operation)
    .filter(operation => !reads.test(operation))
}
