import type { Labels } from '../api-store/objects.ts'
import { matchesSelector } from '../api-store/selectors.ts'
import { shareName } from './hostnames.ts'
import type { Gateway, HTTPRoute, Listener, ParentRef } from './types.ts'

/** How one parentRef of a route fares on its Gateway. */
export type Attachment = {
  ref: ParentRef
  listeners: readonly Listener[]
  reason: string
  message: string
}

/** Labels by namespace. */
export type NamespaceLabels = (namespace: string) => Labels | undefined

/** The parentRefs of a route that name this Gateway. */
export function refsTo(gateway: Gateway, route: HTTPRoute): readonly ParentRef[] {
  return (route.spec.parentRefs ?? []).filter(
    ({ group = 'gateway.networking.k8s.io', kind = 'Gateway', name, namespace }) => {
      const isGateway = group === 'gateway.networking.k8s.io' && kind === 'Gateway'
      const place = namespace ?? route.metadata.namespace
      return isGateway && name === gateway.metadata.name && place === gateway.metadata.namespace
    }
  )
}

/**
 * Which listeners of a Gateway take a route by one of its parentRefs: those that it names, that admit its namespace,
 * and that share a hostname with it; if none do, why.
 */
export function attach(
  gateway: Gateway,
  route: HTTPRoute,
  ref: ParentRef,
  labelsOf: NamespaceLabels
): Attachment {
  const named = gateway.spec.listeners.filter(
    ({ name, port }) => (ref.sectionName ?? name) === name && (ref.port ?? port) === port
  )
  if (named.length === 0)
    return refused(ref, 'NoMatchingParent', 'No listener matches the parentRef')
  const open = named.filter(listener => admits(listener, gateway, route, labelsOf))
  if (open.length === 0)
    return refused(ref, 'NotAllowedByListeners', 'Listeners do not allow this route')
  const listeners = open.filter(({ hostname }) => shareName(hostname, route.spec.hostnames))
  if (listeners.length > 0)
    return { ref, listeners, reason: 'Accepted', message: 'Route is accepted by Gateway' }
  const isElsewhere = named.some(
    ({ hostname }) => hostname !== undefined && shareName(hostname, route.spec.hostnames)
  )
  const reason = isElsewhere ? 'NotAllowedByListeners' : 'NoMatchingListenerHostname'
  return refused(ref, reason, 'No listener that allows this route has a matching hostname')
}

function refused(ref: ParentRef, reason: string, message: string): Attachment {
  return { ref, listeners: [], reason, message }
}

/** Routes of the Gateway's own namespace are let in where a listener says nothing. */
function admits(
  { allowedRoutes }: Listener,
  gateway: Gateway,
  route: HTTPRoute,
  labelsOf: NamespaceLabels
): boolean {
  const { from = 'Same', selector } = allowedRoutes?.namespaces ?? {}
  const namespace = route.metadata.namespace ?? ''
  if (from === 'All') return true
  if (from === 'Same') return namespace === gateway.metadata.namespace
  return selector !== undefined && matchesSelector(selector, labelsOf(namespace))
}

/** Filters that the real controller does not know: one of them stops all changes of the load balancer. */
const unknownFilters = ['RequestMirror', 'RequestHeaderModifier']

/** What in a route keeps the real controller from building the whole load balancer, though the route is accepted. */
export function hazardOf(route: HTTPRoute): string | undefined {
  const rules = route.spec.rules ?? []
  const where = `HTTPRoute ${route.metadata.namespace}/${route.metadata.name}`
  if (rules.some(({ backendRefs = [] }) => backendRefs.some(({ weight = 1 }) => weight > 999))) {
    return `${where}: target group weight must be within [0, 999]`
  }
  const paths = rules.flatMap(({ matches = [] }) => matches.flatMap(({ path }) => path ?? []))
  if (
    paths.some(
      ({ type = 'PathPrefix', value = '/' }) => type === 'PathPrefix' && value.includes('*')
    )
  ) {
    return `${where}: prefix path shouldn't contain wildcards`
  }
  const filter = rules
    .flatMap(({ filters = [] }) => filters)
    .find(({ type }) => unknownFilters.includes(type))
  return filter && `${where}: unsupported filter type: ${filter.type}`
}
