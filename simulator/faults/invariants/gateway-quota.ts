import type { LoadBalancerConfiguration } from '../../load-balancer-controller/types.ts'
import type { Step, Truth } from '../truth.ts'
import { type Finding, firstOf, type Invariant, writtenKind } from './invariant.ts'

/** AWS's default quota for a load balancer. */
const mostCertificates = 25

type Memory = {
  /** The most hostnames that a pool has ever allowed on a Gateway, by name of the pool. */
  allowed: Map<string, number>
  /** The most claims that a Gateway has ever had, by name of the Gateway. */
  placed: Map<string, number>
}

/**
 * With stale caches the hooks can place more hostnames on a Gateway than its pool allows. And a
 * pool can be edited to allow fewer hostnames than its Gateways have. In both cases the hostnames
 * stay, and the load balancer may carry their certificates, up to the quota of AWS.
 */
export const gatewayQuota: Invariant = {
  name:
    'no Gateway carries more certificates than its pool allows ' +
    'or stale caches made it hold, nor more than 25',
  begin: () => {
    const memory: Memory = { allowed: new Map(), placed: new Map() }
    return {
      afterStep: (truth, step) => {
        const kind = writtenKind(step)
        if (kind === 'GatewayPool') noteAllowed(memory, step)
        if (kind === 'DomainClaim') notePlaced(memory, truth)
        if (kind !== 'LoadBalancerConfiguration') return undefined
        return firstOf(truth.configurations(), configuration =>
          findOverload(configuration, memory, truth)
        )
      }
    }
  }
}

function findOverload(
  { metadata: { name }, spec }: LoadBalancerConfiguration,
  memory: Memory,
  truth: Truth
): Finding {
  const [listener] = spec.listenerConfigurations ?? []
  const arns = new Set([listener?.defaultCertificate, ...(listener?.certificates ?? [])])
  arns.delete(undefined)
  const limit = limitOf(name, memory, truth)
  if (arns.size <= limit) return undefined
  return `${name} carries ${arns.size} certificates, and may carry ${limit}`
}

/** How many certificates a Gateway may carry. */
function limitOf(gateway: string, { allowed, placed }: Memory, truth: Truth): number {
  const pool = gateway.replace(/-\d+$/, '')
  const plan = truth.schedule.pools.find(({ name }) => name === pool)
  const planned = plan?.maxHostnamesPerGateway ?? 0
  const overplaced = mayOverplace(truth) ? (placed.get(gateway) ?? 0) : 0
  return Math.min(mostCertificates, Math.max(planned, allowed.get(pool) ?? 0, overplaced))
}

/** Whether faults can make the hooks place a hostname before they see their previous placement. */
function mayOverplace({ schedule: { faults } }: Truth): boolean {
  return faults.staleClaims !== undefined || faults.writesSlow !== undefined
}

function noteAllowed({ allowed }: Memory, step: Step): void {
  if (!('event' in step)) return
  const { metadata, spec } = step.event.object
  const capacity = spec?.capacity as { maxHostnamesPerGateway: number } | undefined
  noteMost(allowed, metadata.name, capacity?.maxHostnamesPerGateway ?? 0)
}

function notePlaced({ placed }: Memory, truth: Truth): void {
  const byGateway = Map.groupBy(truth.claims(), ({ spec }) => spec.gatewayRef.name)
  for (const [gateway, claims] of byGateway) noteMost(placed, gateway, claims.length)
}

function noteMost(most: Map<string, number>, name: string, count: number): void {
  most.set(name, Math.max(most.get(name) ?? 0, count))
}
