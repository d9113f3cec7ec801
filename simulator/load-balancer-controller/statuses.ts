import { type JsonObject, sameJson } from '../api-store/objects.ts'
import type { RouteResult } from './building.ts'
import { withConditions } from './conditions.ts'
import type { Attachment } from './routing.ts'
import {
  controllerName,
  type Gateway,
  type HTTPRoute,
  type Listener,
  type RouteParent
} from './types.ts'

/** The state of a Gateway's load balancer. */
export type Progress = { address: string; arn: string; isActive: boolean }

/**
 * Makes the status of a Gateway that has a load balancer.
 * @param now - the present time in RFC 3339
 */
export function gatewayStatus(
  gateway: Gateway,
  progress: Progress,
  results: readonly RouteResult[],
  now: string
): JsonObject {
  const observedGeneration = gateway.metadata.generation ?? 0
  const accepted = {
    type: 'Accepted',
    status: 'True',
    reason: 'Accepted',
    message: '',
    observedGeneration
  } as const
  const programmed = progress.isActive
    ? ({ status: 'True', reason: 'Programmed', message: progress.arn } as const)
    : ({
        status: 'Unknown',
        reason: 'Pending',
        message: 'Waiting for load balancer to be active'
      } as const)
  const wanted = [accepted, { type: 'Programmed', ...programmed, observedGeneration }]
  return {
    addresses: [{ type: 'Hostname', value: progress.address.toLowerCase() }],
    conditions: withConditions(gateway.status?.conditions, wanted, now),
    listeners: gateway.spec.listeners.map(listener =>
      listenerStatus(gateway, listener, results, now)
    )
  }
}

/**
 * Makes the status of a Gateway after a failure. Only the condition Accepted differs from the
 * status before.
 */
export function failedStatus(gateway: Gateway, message: string, now: string): JsonObject {
  const observedGeneration = gateway.metadata.generation ?? 0
  const accepted = {
    type: 'Accepted',
    status: 'False',
    reason: 'Invalid',
    message,
    observedGeneration
  } as const
  return {
    ...gateway.status,
    conditions: withConditions(gateway.status?.conditions, [accepted], now)
  }
}

/** The kinds of routes that a listener takes unless it says otherwise. */
const bothKinds = ['GRPCRoute', 'HTTPRoute'].map(kind => ({
  group: 'gateway.networking.k8s.io',
  kind
}))

function listenerStatus(
  gateway: Gateway,
  { name, allowedRoutes }: Listener,
  results: readonly RouteResult[],
  now: string
): JsonObject {
  const observedGeneration = gateway.metadata.generation ?? 0
  const old = gateway.status?.listeners?.find(listener => listener.name === name)
  const condition = (type: string, status: 'True' | 'False', reason: string) =>
    ({ type, status, reason, message: '', observedGeneration }) as const
  const conditions = [
    condition('Accepted', 'True', 'Accepted'),
    condition('Conflicted', 'False', 'NoConflicts'),
    condition('Programmed', 'True', 'Programmed'),
    condition('ResolvedRefs', 'True', 'ResolvedRefs')
  ]
  return {
    name,
    attachedRoutes: results.filter(result => isOn(result, name)).length,
    supportedKinds: allowedRoutes?.kinds ?? bothKinds,
    conditions: withConditions(old?.conditions, conditions, now)
  }
}

function isOn({ attachments }: RouteResult, name: string): boolean {
  return attachments.some(({ listeners }) => listeners.some(listener => listener.name === name))
}

/**
 * Makes the status of a route with the stand-in's entries for one Gateway. All other entries stay:
 * the stand-in's entries for other Gateways, and the entries of other controllers.
 */
export function routeStatus(result: RouteResult, now: string): JsonObject {
  const { route, attachments } = result
  const parents = route.status?.parents ?? []
  const isReplaced = (parent: RouteParent) =>
    parent.controllerName === controllerName &&
    attachments.some(({ ref }) => sameJson(ref, parent.parentRef))
  const replaced = parents.filter(isReplaced)
  const kept = parents.filter(parent => !isReplaced(parent))
  const entries = attachments.map((attachment): RouteParent => {
    const { ref } = attachment
    const old = replaced.find(({ parentRef }) => sameJson(parentRef, ref))
    const conditions = withConditions(old?.conditions, routeConditions(result, attachment), now)
    return { parentRef: ref, controllerName, conditions }
  })
  return { ...route.status, parents: [...kept, ...entries] }
}

function routeConditions(
  { route, unresolved }: RouteResult,
  { listeners, reason, message }: Attachment
) {
  const observedGeneration = route.metadata.generation ?? 0
  const isAttached = listeners.length > 0
  // A Service that cannot be resolved is reported only if a listener accepts the route.
  const isResolved = unresolved === undefined || !isAttached
  const resolved = isResolved ? { reason: 'ResolvedRefs', message: '' } : unresolved
  return [
    { type: 'Accepted', status: statusOf(isAttached), reason, message, observedGeneration },
    { type: 'ResolvedRefs', status: statusOf(isResolved), ...resolved, observedGeneration }
  ]
}

function statusOf(isTrue: boolean): 'True' | 'False' {
  return isTrue ? 'True' : 'False'
}

/**
 * Makes the status of a route without the stand-in's entries for parentRefs that the route no
 * longer has.
 */
export function withoutStaleParents(route: HTTPRoute): JsonObject {
  const refs = route.spec.parentRefs ?? []
  const parents = (route.status?.parents ?? []).filter(
    parent =>
      parent.controllerName !== controllerName || refs.some(ref => sameJson(ref, parent.parentRef))
  )
  return { ...route.status, parents }
}
