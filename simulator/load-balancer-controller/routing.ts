import type { Labels } from '../api-store/objects.ts'
import { matchesSelector } from '../api-store/selectors.ts'
import { shareName } from './hostnames.ts'
import type { Gateway, HTTPRoute, Listener, ParentRef } from './types.ts'

/**
 * The result for one parentRef of a route: the listeners to which it attaches the route, and the
 * reason and message of the condition Accepted.
 */
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
 * Attaches a route to the listeners of a Gateway by one parentRef. A listener takes the route if
 * the parentRef names the listener, the listener allows the route's namespace, and the listener and
 * the route have a hostname in common. If no listener takes the route, the result's reason says
 * why.
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
  const allowing = named.filter(listener => allows(listener, gateway, route, labelsOf))
  if (allowing.length === 0)
    return refused(ref, 'NotAllowedByListeners', 'Listeners do not allow this route')
  const listeners = allowing.filter(({ hostname }) => shareName(hostname, route.spec.hostnames))
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

/**
 * Whether a listener allows routes of this kind, and from the namespace of this route. By default,
 * it allows HTTPRoutes and GRPCRoutes from the Gateway's own namespace only.
 */
function allows(
  { allowedRoutes }: Listener,
  gateway: Gateway,
  route: HTTPRoute,
  labelsOf: NamespaceLabels
): boolean {
  const { from = 'Same', selector } = allowedRoutes?.namespaces ?? {}
  const namespace = route.metadata.namespace ?? ''
  const { kinds = [] } = allowedRoutes ?? {}
  if (kinds.length > 0 && !kinds.some(({ kind }) => kind === route.kind)) return false
  if (from === 'All') return true
  if (from === 'Same') return namespace === gateway.metadata.namespace
  return selector !== undefined && matchesSelector(selector, labelsOf(namespace))
}

/** Filters that the real controller does not support. On a GRPCRoute it supports none of them. */
const unsupportedFilters = [
  'RequestMirror',
  'RequestHeaderModifier',
  'ResponseHeaderModifier',
  'CORS'
]

/**
 * Hazard: the real controller accepts some routes that it then cannot build. Such a route blocks
 * all changes of the whole load balancer, also those for other routes.
 * @returns the error that such a route causes, `undefined` if the route can be built
 */
export function buildError(route: HTTPRoute): string | undefined {
  const rules = route.spec.rules ?? []
  const where = `${route.kind} ${route.metadata.namespace}/${route.metadata.name}`
  const backendRefs = rules.flatMap(rule => rule.backendRefs ?? [])
  if (backendRefs.some(({ weight = 1 }) => weight > 999))
    return `${where}: target group weight must be within [0, 999]`
  const paths = rules.flatMap(({ matches = [] }) => matches.flatMap(({ path }) => path ?? []))
  const prefixes = paths.filter(({ type = 'PathPrefix' }) => type === 'PathPrefix')
  if (prefixes.some(({ value = '/' }) => value.includes('*')))
    return `${where}: prefix path shouldn't contain wildcards`
  const filters = rules.flatMap(rule => rule.filters ?? [])
  const unsupported = filters.find(({ type }) => unsupportedFilters.includes(type))
  return unsupported && `${where}: unsupported filter type: ${unsupported.type}`
}
