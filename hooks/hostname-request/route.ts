import type { DomainClaim } from '../api/domain-claim.ts'
import { gatewayGroup } from '../api/gateway-api.ts'
import type { HostnameRequest } from '../api/gateway-hostname-request.ts'
import type { Condition, DesiredObject, KubernetesObject } from '../api/objects.ts'
import { advise } from '../conditions/advise.ts'
import { type Finding, isTrue } from '../conditions/conditions.ts'
import { readConditions } from '../conditions/read-conditions.ts'
import { defined } from '../defined.ts'
import { exclusionAnnotations } from '../dns/external-dns.ts'
import { hash } from '../hash.ts'

type GatewayRef = DomainClaim['spec']['gatewayRef']

/**
 * Name of a request's HTTPRoute: the name of the request, and a hash of its UID. Without the hash,
 * a route that a person wrote could have the same name, and would be overwritten. The name has at
 * most 253 characters.
 */
export function routeName({ metadata }: HostnameRequest): string {
  const suffix = hash(metadata.uid).toString(36)
  // A '-' follows, and a name with '.-' in it would be invalid. So the part that was cut must not
  // end in '.' or '-'.
  const start = metadata.name.slice(0, 252 - suffix.length).replace(/[-.]+$/, '')
  return `${start}-${suffix}`
}

/**
 * The HTTPRoute from the hostname to the Service in spec.route; empty without spec.route.
 * @param routes the HTTPRoutes of the request that exist
 * @param apiVersion of the HTTPRoute
 */
export function renderRoute(
  request: HostnameRequest,
  claim: DomainClaim,
  routes: readonly KubernetesObject[],
  apiVersion: string
): DesiredObject[] {
  const { route, hostname } = request.spec
  if (route === undefined) return []
  const { namespace, name, sectionName } = claim.spec.gatewayRef
  const spec = {
    parentRefs: [{ group: gatewayGroup, kind: 'Gateway', namespace, name, sectionName }],
    hostnames: [hostname],
    rules: [
      {
        matches: route.pathPrefixes.map(value => ({ path: { type: 'PathPrefix', value } })),
        backendRefs: [
          {
            group: '',
            kind: 'Service',
            name: route.backendRef.name,
            port: route.backendRef.port,
            weight: 1
          }
        ]
      }
    ]
  }
  const own = inNamespaceOf(request, routeName(request))
  const existing = routes.find(({ metadata }) => metadata.name === own.name)
  const annotations = existing === undefined ? exclusionAnnotations : exclusionOf(existing)
  const metadata = { ...own, ...defined({ annotations }) }
  return [{ apiVersion, kind: 'HTTPRoute', metadata, spec }]
}

/**
 * The annotations that exclude a route from external-dns, if the route has one of them. A route
 * without them does not get them: external-dns could then delete records of the hostname, also the
 * alias (docs/decisions/18-records-of-others.md).
 */
function exclusionOf({ metadata }: KubernetesObject): Record<string, string> | undefined {
  const isExcluded = Object.keys(exclusionAnnotations).some(
    key => metadata.annotations?.[key] !== undefined
  )
  return isExcluded ? exclusionAnnotations : undefined
}

/**
 * Turns an observed HTTPRoute into a desired child. With this answer, Metacontroller keeps the
 * child as it is.
 */
export function asObserved(observed: KubernetesObject, apiVersion: string): DesiredObject {
  const { name, namespace } = observed.metadata
  const metadata = { name, ...defined({ namespace, annotations: exclusionOf(observed) }) }
  return { apiVersion, kind: 'HTTPRoute', metadata, spec: observed.spec }
}

/**
 * Whether the Gateway serves the route, as the Gateway's controller says in the route's status.
 *
 * | route                                                 | RouteAccepted                  |
 * |-------------------------------------------------------|--------------------------------|
 * | absent, or being deleted                              | Unknown, RoutePending          |
 * | not accepted, and the certificate is not attached     | Unknown, WaitingForEarlierStep |
 * | a condition is False                                  | False, RouteRejected           |
 * | a condition is missing or Unknown                     | Unknown, RoutePending          |
 * | accepted, with resolved references                    | True                           |
 */
export function routeAcceptedFinding(
  request: HostnameRequest,
  claim: DomainClaim,
  routes: readonly KubernetesObject[]
): Finding {
  const name = routeName(request)
  const route = routes.find(({ metadata }) => metadata.name === name)
  if (route === undefined) return pending(`HTTPRoute ${name} is being created.`)
  if (route.metadata.deletionTimestamp !== undefined)
    return pending(`HTTPRoute ${name} is being deleted, and is then created again.`)
  const conditions = conditionsFor(route, claim.spec.gatewayRef).filter(c => isCurrent(c, route))
  const isAccepted = neededTypes.every(type => isTrue(conditions, type))
  // The listener comes with the certificate. Until then, controllers refuse the route, and that is
  // no error.
  if (!isAccepted && !isTrue(readConditions(claim.status), 'CertificateAttached'))
    return notYetListening(name)
  const bad = conditions.find(({ status }) => status === 'False')
  if (bad !== undefined) return rejected(`HTTPRoute ${name}: ${bad.reason}: ${bad.message}`)
  if (!isAccepted)
    return pending(`HTTPRoute ${name} waits for the controller of the Gateway to look at it.`)
  return routeAccepted(request, name)
}

function routeAccepted({ spec }: HostnameRequest, name: string): Finding {
  const service = spec.route?.backendRef.name
  const message = `HTTPRoute ${name} sends ${spec.hostname} to Service ${service}.`
  return { type: 'RouteAccepted', status: 'True', reason: 'RouteAccepted', message }
}

/** Conditions of a route that have to be True. */
const neededTypes: readonly string[] = ['Accepted', 'ResolvedRefs']

/**
 * The conditions in the route's status for the claim's listener. Anybody can write them, so broken
 * ones are left out.
 */
function conditionsFor(route: KubernetesObject, gateway: GatewayRef): readonly Condition[] {
  const parents = (route.status as { parents?: unknown } | null | undefined)?.parents
  const found = Array.isArray(parents) ? parents.find(parent => isFor(parent, gateway)) : undefined
  return readConditions(found).filter(({ type }) => neededTypes.includes(type))
}

function isFor(parent: unknown, gateway: GatewayRef): boolean {
  const ref = (parent as { parentRef?: Partial<GatewayRef> | null } | null | undefined)?.parentRef
  return (
    ref?.namespace === gateway.namespace &&
    ref.name === gateway.name &&
    ref.sectionName === gateway.sectionName
  )
}

/**
 * Whether a condition is about the present spec of the route. A condition that was written for an
 * older spec says nothing about the present one.
 */
function isCurrent({ observedGeneration }: Condition, { metadata }: KubernetesObject): boolean {
  return observedGeneration === undefined || observedGeneration === metadata.generation
}

function pending(message: string): Finding {
  return { type: 'RouteAccepted', status: 'Unknown', reason: 'RoutePending', message }
}

function notYetListening(name: string): Finding {
  const fact = `HTTPRoute ${name} waits for its listener on the Gateway`
  const message = `${fact}. The listener comes with the certificate.`
  return { type: 'RouteAccepted', status: 'Unknown', reason: 'WaitingForEarlierStep', message }
}

function rejected(message: string): Finding {
  return {
    type: 'RouteAccepted',
    status: 'False',
    reason: 'RouteRejected',
    message: advise('RouteRejected', message)
  }
}

function inNamespaceOf({ metadata }: HostnameRequest, name: string): DesiredObject['metadata'] {
  return { name, ...defined({ namespace: metadata.namespace }) }
}
