import type { LoadBalancerConfiguration } from '../../load-balancer-controller/types.ts'
import type { Sight, Step } from '../sight.ts'
import { type Finding, firstOf, type Invariant, writtenKind } from './invariant.ts'

/** What a load balancer takes, by AWS's default quota. */
const mostCertificates = 25

/** The most hostnames so far, by name: that each pool allowed on a Gateway of its, and that each Gateway held at a time. */
type Memory = { allowed: Map<string, number>; placed: Map<string, number> }

/**
 * Stale caches may put more hostnames on a Gateway than its pool allows. They stay, and are served as far as any load
 * balancer carries their certificates. A pool that allows fewer than before takes nothing away.
 */
export const gatewayQuota: Invariant = {
  name: 'no Gateway carries more certificates than its pool allows or stale caches made it hold, nor more than 25',
  begin: () => {
    const memory: Memory = { allowed: new Map(), placed: new Map() }
    return {
      afterStep: (sight, step) => {
        const kind = writtenKind(step)
        if (kind === 'GatewayPool') noteAllowed(memory, step)
        if (kind === 'DomainClaim') notePlaced(memory, sight)
        if (kind !== 'LoadBalancerConfiguration') return undefined
        return firstOf(sight.configurations(), configuration =>
          overloaded(configuration, memory, sight)
        )
      }
    }
  }
}

function overloaded(
  { metadata: { name }, spec }: LoadBalancerConfiguration,
  memory: Memory,
  sight: Sight
): Finding {
  const [listener] = spec.listenerConfigurations ?? []
  const arns = new Set([listener?.defaultCertificate, ...(listener?.certificates ?? [])])
  arns.delete(undefined)
  const pool = name.replace(/-\d+$/, '')
  const planned = sight.schedule.pools.find(plan => plan.name === pool)?.maxHostnamesPerGateway ?? 0
  const held = maySeeTooLittle(sight) ? (memory.placed.get(name) ?? 0) : 0
  const limit = Math.min(mostCertificates, Math.max(planned, memory.allowed.get(pool) ?? 0, held))
  return arns.size > limit
    ? `${name} carries ${arns.size} certificates, and may carry ${limit}`
    : undefined
}

/** Whether a pool may place a hostname without seeing where it placed the last one. */
function maySeeTooLittle({ schedule: { faults } }: Sight): boolean {
  return faults.staleClaims !== undefined || faults.writesSlow !== undefined
}

function noteAllowed({ allowed }: Memory, step: Step): void {
  if (!('event' in step)) return
  const { metadata, spec } = step.event.object
  const capacity = spec?.capacity as { maxHostnamesPerGateway: number } | undefined
  allowed.set(
    metadata.name,
    Math.max(allowed.get(metadata.name) ?? 0, capacity?.maxHostnamesPerGateway ?? 0)
  )
}

function notePlaced({ placed }: Memory, sight: Sight): void {
  const byGateway = Map.groupBy(sight.claims(), ({ spec }) => spec.gatewayRef.name)
  for (const [gateway, { length }] of byGateway)
    placed.set(gateway, Math.max(placed.get(gateway) ?? 0, length))
}
