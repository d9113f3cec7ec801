import { fieldOf } from '../../api/field-of.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import type { Problem } from '../../conditions/conditions.ts'
import { unreachable } from '../../load-balancer/reachability.ts'
import { listed } from '../../text/listed.ts'
import type { Observation } from '../observe/observe.ts'
import { listOf } from '../observe/read-gateways.ts'

/**
 * Reports the routes of teams that go to a Service which the load balancers cannot reach. Each of
 * them stops all changes of its load balancer, and the load balancer controller names none.
 */
export function unreachableServices(seen: Observation): Problem | undefined {
  const facts = seen.teamRoutes.routes
    .filter(route => isOnGateway(route, seen))
    .flatMap(route => factsOf(route, seen).map(fact => `${nameOf(route)}: ${fact}`))
  if (facts.length === 0) return undefined
  const what = 'routes that stop all changes of their load balancer'
  return { reason: 'ServiceUnreachable', message: `${what}: ${listed(facts)}` }
}

function factsOf(route: KubernetesObject, { pool, teamRoutes }: Observation): string[] {
  const { targetType, ipAddressType } = pool.spec.loadBalancer
  const reach = { targetType, hasIPv6: ipAddressType !== 'ipv4' }
  const rules = listOf(fieldOf(route.spec, 'rules'))
  const refs = rules.flatMap(rule => listOf(fieldOf(rule, 'backendRefs')))
  const facts = refs.map(ref => {
    const namespace = fieldOf(ref, 'namespace') ?? route.metadata.namespace
    const service = teamRoutes.services.get(`${namespace}/${fieldOf(ref, 'name')}`)
    return unreachable(service, fieldOf(ref, 'port'), teamRoutes.configurations, reach)
  })
  return [...new Set(facts.filter(fact => fact !== undefined))]
}

/** Whether a route names one of the pool's Gateways as its parent. */
function isOnGateway({ metadata, spec }: KubernetesObject, seen: Observation): boolean {
  return listOf(fieldOf(spec, 'parentRefs')).some(ref => {
    const namespace = fieldOf(ref, 'namespace') ?? metadata.namespace
    const name = fieldOf(ref, 'name')
    const isNear = namespace === seen.pool.spec.gatewayNamespace
    return isNear && typeof name === 'string' && seen.gateways.has(name)
  })
}

function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.namespace}/${metadata.name}`
}
