import type { DomainClaim } from '../api/domain-claim.ts'
import { fieldOf } from '../api/field-of.ts'
import type { HostnameRequest } from '../api/gateway-hostname-request.ts'
import type { DesiredObject, KubernetesObject } from '../api/objects.ts'
import type { Problem } from '../conditions/conditions.ts'
import { defined } from '../defined.ts'
import { configurationsFor, needsIPv6, unreachable } from '../load-balancer/reachability.ts'
import { routeName } from './route.ts'

/** What is known of the Service in spec.route. The lists are empty when nothing was asked for. */
export type Backend = {
  service: KubernetesObject | undefined
  /** All TargetGroupConfigurations of the namespace, without the request's own. */
  others: readonly KubernetesObject[]
  /** Whether Metacontroller sent the TargetGroupConfigurations of the namespace. */
  isComplete: boolean
  /** The TargetGroupConfiguration of the request, as it was observed. */
  own: KubernetesObject | undefined
}

/** What the request makes of its Service. */
export type BackendVerdict = {
  /** Whether the route may exist. */
  mayRoute: boolean
  /** Whether the TargetGroupConfiguration may exist. */
  mayConfigure: boolean
  /** Why not all of spec.route is in effect. */
  problem?: Problem
}

/**
 * Decides whether the route and the health check may be written. A route to a Service that the load
 * balancer cannot reach would stop all changes of the load balancer, for all teams. The first row
 * that fits decides.
 *
 * | Service | another TargetGroupConfiguration for it | route | health check | problem |
 * |---|---|---|---|---|
 * | cannot be reached | any | no | no | ServiceUnreachable |
 * | has IPv6, and the load balancer is not known | any | no | no | RoutePending |
 * | any other | says something else than healthCheckPath | yes | no | TargetGroupConfigured |
 * | any other | says the same | yes | no | none |
 * | any other | none, or it is younger than the request's own | yes | yes | none |
 *
 * The request's own counts only if it names this Service already, and has a path to set. Otherwise
 * it would take a Service over that another one has configured before.
 */
export function judgeBackend(
  { metadata, spec }: HostnameRequest,
  claim: DomainClaim,
  { service, others, own, isComplete }: Backend
): BackendVerdict {
  if (spec.route === undefined) return { mayRoute: false, mayConfigure: false }
  const { backendRef, healthCheckPath } = spec.route
  const { targetType = 'ip' } = claim.spec
  const hasIPv6 = typesOfAlias(claim)?.includes('AAAA')
  const fact = unreachable(service, backendRef.port, others, { targetType, hasIPv6 })
  if (fact !== undefined) return withheld({ reason: 'ServiceUnreachable', message: fact })
  if (needsIPv6(service) && hasIPv6 === undefined)
    return withheld({ reason: 'RoutePending', message: ipv6Waits(backendRef.name) })
  const { namespace } = metadata
  const serviceRef = { ...defined({ namespace }), name: backendRef.name }
  const isFor = own !== undefined && configurationsFor(serviceRef, [own]).length > 0
  const holder = isFor && healthCheckPath !== undefined ? own : undefined
  const other = configurationsFor(serviceRef, others).find(found => goesFirst(found, holder))
  if (other === undefined) return { mayRoute: true, mayConfigure: isComplete || own !== undefined }
  const isDone = healthCheckPath === undefined || pathOf(other) === healthCheckPath
  if (isDone) return { mayRoute: true, mayConfigure: false }
  return { mayRoute: true, mayConfigure: false, problem: configuredBy(other, backendRef.name) }
}

/**
 * The record types of the alias, which say what addresses the load balancer has; `undefined` if no
 * load balancer was ever known. A claim can lose its target for a time. The alias and its load
 * balancer then stay, so a route that worked must not go.
 */
function typesOfAlias({ spec, status }: DomainClaim): readonly unknown[] | undefined {
  // The status of a claim is not checked, so any field in it may be of any type.
  const types: unknown = spec.target?.recordTypes ?? fieldOf(status?.alias, 'recordTypes')
  return Array.isArray(types) ? types : undefined
}

function withheld(problem: Problem): BackendVerdict {
  return { mayRoute: false, mayConfigure: false, problem }
}

function ipv6Waits(service: string): string {
  return (
    `Service ${service} has IPv6 addresses: its HTTPRoute waits until it is known whether the ` +
    'load balancer has IPv6 too'
  )
}

function configuredBy({ metadata }: KubernetesObject, service: string): Problem {
  const { namespace, name } = metadata
  return {
    reason: 'TargetGroupConfigured',
    message:
      `TargetGroupConfiguration ${namespace}/${name} configures Service ${service} already, and ` +
      'is left as it is, so spec.route.healthCheckPath has no effect'
  }
}

/** Whether somebody else's object goes before the request's own: only an older one does. */
function goesFirst(other: KubernetesObject, own: KubernetesObject | undefined): boolean {
  if (own === undefined) return true
  const age = ({ metadata }: KubernetesObject) =>
    `${metadata.creationTimestamp ?? ''} ${metadata.name}`
  return age(other) < age(own)
}

function pathOf({ spec }: KubernetesObject): unknown {
  const check = fieldOf(fieldOf(spec, 'defaultConfiguration'), 'healthCheckConfig')
  return fieldOf(check, 'healthCheckPath')
}

/**
 * Renders the TargetGroupConfiguration with the path of the health check. Without a path, none is
 * made. But one that exists stays, without settings: its finalizer keeps it as long as the route
 * uses the Service, and while it is Terminating its settings are still in effect.
 * @param apiVersion of the TargetGroupConfiguration
 */
export function renderTargetGroups(
  request: HostnameRequest,
  own: KubernetesObject | undefined,
  apiVersion: string
): DesiredObject[] {
  const { backendRef, healthCheckPath } = request.spec.route ?? {}
  if (backendRef === undefined || (healthCheckPath === undefined && own === undefined)) return []
  const healthCheckConfig = healthCheckPath === undefined ? undefined : { healthCheckPath }
  const { namespace } = request.metadata
  return [
    {
      apiVersion,
      kind: 'TargetGroupConfiguration',
      metadata: { name: routeName(request), ...defined({ namespace }) },
      spec: {
        targetReference: { group: '', kind: 'Service', name: backendRef.name },
        defaultConfiguration: { ...defined({ healthCheckConfig }) }
      }
    }
  ]
}

/**
 * Lets the request's own TargetGroupConfiguration go. As long as any route uses its Service, its
 * finalizer would keep it, and its settings in effect. So it first names itself in the place of the
 * Service, and is left out when the observed object does so.
 */
export function releaseTargetGroups(
  own: KubernetesObject | undefined,
  apiVersion: string
): DesiredObject[] {
  if (own === undefined) return []
  const { name, namespace } = own.metadata
  const target = fieldOf(own.spec, 'targetReference')
  if (fieldOf(target, 'name') === name) return []
  return [
    {
      apiVersion,
      kind: 'TargetGroupConfiguration',
      metadata: { name, ...defined({ namespace }) },
      spec: { targetReference: { group: '', kind: 'Service', name }, defaultConfiguration: {} }
    }
  ]
}

/** Lists the observed TargetGroupConfigurations again, so that Metacontroller keeps them. */
export function keepTargetGroups(
  observed: readonly KubernetesObject[],
  apiVersion: string | undefined
): DesiredObject[] {
  if (apiVersion === undefined) return []
  return observed.map(({ metadata, spec }) => {
    const { name, namespace } = metadata
    const kind = 'TargetGroupConfiguration'
    return { apiVersion, kind, metadata: { name, ...defined({ namespace }) }, spec }
  })
}
