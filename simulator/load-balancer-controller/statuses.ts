import { type JsonObject, sameJson } from '../api-store/objects.ts'
import type { RouteResult } from './building.ts'
import { withConditions } from './conditions.ts'
import {
  type Condition,
  controllerName,
  type Gateway,
  type HTTPRoute,
  type Listener,
  type RouteParent
} from './types.ts'

/** How the load balancer of a Gateway is doing. */
export type Progress = { address: string; arn: string; isActive: boolean }

/** The status of a Gateway that was built. `now` is RFC 3339. */
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

/** The status after a failure: only Accepted changes, all else stays as it was. */
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

function listenerStatus(
  gateway: Gateway,
  { name }: Listener,
  results: readonly RouteResult[],
  now: string
): JsonObject {
  const observedGeneration = gateway.metadata.generation ?? 0
  const old = (
    gateway.status as
      | { listeners?: readonly { name: string; conditions: readonly Condition[] }[] }
      | undefined
  )?.listeners?.find(listener => listener.name === name)
  const condition = (type: string, status: 'True' | 'False', reason: string) =>
    ({ type, status, reason, message: '', observedGeneration }) as const
  return {
    name,
    attachedRoutes: results.filter(result => isOn(result, name)).length,
    supportedKinds: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }],
    conditions: withConditions(
      old?.conditions,
      [
        condition('Accepted', 'True', 'Accepted'),
        condition('Conflicted', 'False', 'NoConflicts'),
        condition('Programmed', 'True', 'Programmed'),
        condition('ResolvedRefs', 'True', 'ResolvedRefs')
      ],
      now
    )
  }
}

function isOn({ attachments }: RouteResult, name: string): boolean {
  return attachments.some(({ listeners }) => listeners.some(listener => listener.name === name))
}

/** The status of a route with our say about one Gateway; what others say about it stays. */
export function routeStatus(
  { route, attachments, unresolved }: RouteResult,
  now: string
): JsonObject {
  const parents = route.status?.parents ?? []
  const isOurs = (parent: RouteParent) =>
    parent.controllerName === controllerName &&
    attachments.some(({ ref }) => sameJson(ref, parent.parentRef))
  const ours = attachments.map(({ ref, listeners, reason, message }): RouteParent => {
    const old = parents.find(parent => isOurs(parent) && sameJson(parent.parentRef, ref))
    const observedGeneration = route.metadata.generation ?? 0
    const isAttached = listeners.length > 0
    // What a route refers to is looked at only where a listener takes it.
    const isResolved = unresolved === undefined || !isAttached
    const resolved = isResolved ? { reason: 'ResolvedRefs', message: '' } : unresolved
    const conditions = [
      {
        type: 'Accepted',
        status: isAttached ? 'True' : 'False',
        reason,
        message,
        observedGeneration
      } as const,
      {
        type: 'ResolvedRefs',
        status: isResolved ? 'True' : 'False',
        ...resolved,
        observedGeneration
      } as const
    ]
    return {
      parentRef: ref,
      controllerName,
      conditions: withConditions(old?.conditions, conditions, now)
    }
  })
  return { ...route.status, parents: [...parents.filter(parent => !isOurs(parent)), ...ours] }
}

/** A route without what we said about a Gateway to which it no longer refers. */
export function withoutStaleParents(route: HTTPRoute): JsonObject {
  const refs = route.spec.parentRefs ?? []
  const parents = (route.status?.parents ?? []).filter(
    parent =>
      parent.controllerName !== controllerName || refs.some(ref => sameJson(ref, parent.parentRef))
  )
  return { ...route.status, parents }
}
