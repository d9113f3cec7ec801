import type { DomainClaim } from '../api/domain-claim.ts'
import { gatewayGroup } from '../api/gateway-api.ts'
import type { HostnameRequest } from '../api/gateway-hostname-request.ts'
import type { Condition, DesiredObject, KubernetesObject } from '../api/objects.ts'
import { advise } from '../conditions/advise.ts'
import { type Finding, isTrue } from '../conditions/conditions.ts'
import { readConditions } from '../conditions/read-conditions.ts'
import { hash } from '../hash.ts'

type GatewayRef = DomainClaim['spec']['gatewayRef']

/**
 * Name of a request's HTTPRoute: its own, and a hash of its uid, so that it never is the name of a route
 * that somebody wrote by hand, which would be overwritten. At most 253 characters.
 */
export function routeName({ metadata }: HostnameRequest): string {
  const suffix = hash(metadata.uid).toString(36)
  // Cut, the name must not end in '.' or '-' before our '-'.
  const start = metadata.name.slice(0, 252 - suffix.length).replace(/[-.]+$/, '')
  return `${start}-${suffix}`
}

/** The HTTPRoute from the hostname to the Service in spec.route; none without it. `apiVersion` is Gateway API's. */
export function renderRoute(
  request: HostnameRequest,
  claim: DomainClaim,
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
  return [
    { apiVersion, kind: 'HTTPRoute', metadata: inNamespaceOf(request, routeName(request)), spec }
  ]
}

/** An observed child as a desired one: what is answered to keep it as it is. */
export function asObserved({ apiVersion, kind, metadata, spec }: KubernetesObject): DesiredObject {
  const { name, namespace } = metadata
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    spec
  }
}

/** Whether the Gateway has taken the route, as its controller says in the route's status. */
export function routeAcceptedFinding(
  request: HostnameRequest,
  claim: DomainClaim,
  routes: readonly KubernetesObject[]
): Finding {
  const name = routeName(request)
  const route = routes.find(({ metadata }) => metadata.name === name)
  if (route === undefined) return pending(`HTTPRoute ${name} is being made.`)
  if (route.metadata.deletionTimestamp !== undefined)
    return pending(`HTTPRoute ${name} is being deleted, and is made again.`)
  const said = conditionsFor(route, claim.spec.gatewayRef).filter(c => isCurrent(c, route))
  const missing = ['Accepted', 'ResolvedRefs'].some(
    type => said.find(c => c.type === type)?.status !== 'True'
  )
  // The listener comes with the certificate; until then controllers refuse the route, which is nobody's mistake.
  if (missing && !isTrue(readConditions(claim.status), 'CertificateAttached'))
    return notYetListening(name)
  const bad = said.find(c => c.status === 'False')
  if (bad !== undefined) return rejected(`HTTPRoute ${name}: ${bad.reason}: ${bad.message}`)
  if (missing)
    return pending(`HTTPRoute ${name} waits for the controller of the Gateway to look at it.`)
  const message = `HTTPRoute ${name} sends ${request.spec.hostname} to Service ${request.spec.route?.backendRef.name}.`
  return { type: 'RouteAccepted', status: 'True', reason: 'RouteAccepted', message }
}

/** What was said of the route for that listener: Accepted and ResolvedRefs. Anybody may have written it. */
function conditionsFor(route: KubernetesObject, gateway: GatewayRef): readonly Condition[] {
  const parents = (route.status as { parents?: unknown } | null | undefined)?.parents
  const found = Array.isArray(parents) ? parents.find(parent => isFor(parent, gateway)) : undefined
  return readConditions(found).filter(({ type }) => type === 'Accepted' || type === 'ResolvedRefs')
}

function isFor(parent: unknown, gateway: GatewayRef): boolean {
  const ref = (parent as { parentRef?: Partial<GatewayRef> | null } | null | undefined)?.parentRef
  return (
    ref?.namespace === gateway.namespace &&
    ref.name === gateway.name &&
    ref.sectionName === gateway.sectionName
  )
}

/** What was said of an older spec says nothing of this one. */
function isCurrent({ observedGeneration }: Condition, { metadata }: KubernetesObject): boolean {
  return observedGeneration === undefined || observedGeneration === metadata.generation
}

function pending(message: string): Finding {
  return { type: 'RouteAccepted', status: 'Unknown', reason: 'RoutePending', message }
}

function notYetListening(name: string): Finding {
  const message = `HTTPRoute ${name} waits for its listener on the Gateway, which comes with the certificate.`
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
  return { name, ...(metadata.namespace !== undefined && { namespace: metadata.namespace }) }
}
