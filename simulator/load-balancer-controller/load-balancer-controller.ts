import type { Clock } from '../../hooks/clock.ts'
import { isConflict, isNotFound } from '../api-store/api-errors.ts'
import type { ControllerStore } from '../api-store/controller-store.ts'
import { type KubeObject, keyOf } from '../api-store/objects.ts'
import { timestamp } from '../api-store/timestamps.ts'
import type { WatchEvent } from '../api-store/watchers.ts'
import { createWorkQueue, type QueueState } from '../engine/work-queue.ts'
import {
  classKind,
  createReader,
  gatewayKind,
  grantKind,
  grpcRouteKind,
  routeKind,
  serviceKind
} from './kinds.ts'
import { createLoadBalancers, type Owned } from './load-balancers.ts'
import {
  type Controller,
  namedByClass,
  reconcileKey,
  refersTo,
  releaseConfigurations
} from './reconcile.ts'
import { refsTo } from './routing.ts'
import { withoutStaleParents } from './statuses.ts'
import {
  controllerName,
  type Gateway,
  type GatewayClass,
  type HTTPRoute,
  type LoadBalancerCloud
} from './types.ts'
import { createWrites } from './writes.ts'

export type LoadBalancerTimings = {
  /** From a change of an object until the controller handles it. */
  reconcileMilliseconds: number
  /**
   * From the creation of a load balancer until its Gateway is Programmed=True. The real controller
   * looks only every two minutes whether the load balancer is active.
   */
  activeAfterMilliseconds: number
}

export type LoadBalancerControllerOptions = {
  store: ControllerStore
  cloud: LoadBalancerCloud
  clock: Clock
  region: string
  timings?: Partial<LoadBalancerTimings>
}

/**
 * The stand-in for the AWS Load Balancer Controller. It handles Gateways of classes with the
 * controllerName `gateway.k8s.aws/alb`.
 */
export type LoadBalancerController = {
  /** The load balancer of a Gateway, with its present ports and certificates. */
  loadBalancerOf: (gateway: { namespace: string; name: string }) => Readonly<Owned> | undefined
  /**
   * Replaces the load balancer of a Gateway by a new one, which has another DNS name. Only faults
   * do this.
   */
  replaceLoadBalancer: (gateway: { namespace: string; name: string }) => void
  state: () => QueueState
  stop: () => Promise<void>
}

/**
 * Timings as we observed them on AWS: a Gateway has an address within seconds, and is Programmed
 * after 2 to 3 minutes.
 */
export const seenTimings: LoadBalancerTimings = {
  reconcileMilliseconds: 1000,
  activeAfterMilliseconds: 150_000
}

/**
 * Starts the stand-in.
 * @throws if the store lacks Service, or a kind of Gateway API or of the AWS Load Balancer
 * Controller
 */
export function startLoadBalancerController(
  options: LoadBalancerControllerOptions
): LoadBalancerController {
  const { store, cloud, clock, region } = options
  const { reconcileMilliseconds, activeAfterMilliseconds } = { ...seenTimings, ...options.timings }
  const reader = createReader(store)
  const balancers = createLoadBalancers({ cloud, region, now: clock.now })
  const writes = createWrites(store)
  const parts = { reader, writes, balancers }
  const controller = { store, cloud, clock, region, activeAfterMilliseconds, ...parts }
  const process = (key: string) => reconcileKey(controller, key)
  const queue = createWorkQueue({ clock, workers: 3, process })
  const enqueue = (gateway: Gateway) =>
    queue.addAfter(keyOf(gateway.metadata), reconcileMilliseconds)
  const unwatch = watchAll(controller, enqueue)
  return {
    loadBalancerOf: ref => balancers.of(reader.gateway(ref)?.metadata.uid ?? ''),
    replaceLoadBalancer: ref => {
      const gateway = reader.gateway(ref)
      if (gateway === undefined) return
      balancers.replace(gateway.metadata.uid)
      enqueue(gateway)
    },
    state: queue.state,
    stop: async () => {
      unwatch()
      await queue.stop()
    }
  }
}

type Enqueue = (gateway: Gateway) => void

/**
 * Enqueues all Gateways, and from then on, after each change of an object, the Gateways that the
 * change can affect. Returns a function that ends this.
 */
function watchAll(controller: Controller, enqueue: Enqueue): () => void {
  const { store, reader } = controller
  const enqueueAll = () => {
    for (const gateway of reader.gateways()) enqueue(gateway)
  }
  const onClass = (object: KubeObject) => {
    const gatewayClass = object as GatewayClass
    if (gatewayClass.spec.controllerName !== controllerName) return
    tolerateRace(acceptClass(controller, gatewayClass))
    enqueueAll()
  }
  const unwatch = [
    store.watch(({ object }) => enqueue(object as Gateway), gatewayKind),
    store.watch(event => onRoute(controller, event, enqueue), routeKind),
    store.watch(
      ({ object }) => onConfiguration(controller, object, enqueue),
      reader.configurationKind
    ),
    store.watch(({ object }) => onClass(object), classKind),
    store.watch(enqueueAll, { apiVersion: 'v1', kind: 'Namespace' }),
    store.watch(enqueueAll, serviceKind),
    store.watch(enqueueAll, grantKind),
    store.watch(enqueueAll, reader.targetGroupKind),
    ...(store.kinds.byPlural(grpcRouteKind.apiVersion, 'grpcroutes') === undefined
      ? []
      : [store.watch(event => onRoute(controller, event, enqueue), grpcRouteKind)])
  ]
  for (const gatewayClass of store.list(classKind)) onClass(gatewayClass)
  enqueueAll()
  return () => {
    for (const end of unwatch) end()
  }
}

/**
 * Enqueues the Gateways to which a route refers, or referred before the change. Removes the
 * stand-in's entries from the route's status if the route no longer has their parentRefs.
 */
function onRoute({ reader, writes }: Controller, event: WatchEvent, enqueue: Enqueue): void {
  const route = event.object as HTTPRoute
  const versions = [route, ...(event.old === undefined ? [] : [event.old as HTTPRoute])]
  for (const gateway of reader.gateways())
    if (versions.some(version => refsTo(gateway, version).length > 0)) enqueue(gateway)
  const status = withoutStaleParents(route)
  const oldParents = route.status?.parents ?? []
  if ((status.parents as unknown[]).length < oldParents.length)
    tolerateRace(writes.writeStatus(route, status))
}

function onConfiguration(
  controller: Controller,
  configuration: KubeObject,
  enqueue: Enqueue
): void {
  const { reader } = controller
  const classes = reader.classes().filter(found => namedByClass(found, configuration))
  for (const gatewayClass of classes) tolerateRace(acceptClass(controller, gatewayClass))
  const isOfClass = ({ spec }: Gateway) =>
    classes.some(({ metadata }) => metadata.name === spec.gatewayClassName)
  const users = reader
    .gateways()
    .filter(gateway => refersTo(gateway, configuration) || isOfClass(gateway))
  for (const gateway of users) enqueue(gateway)
  if (users.length === 0) tolerateRace(releaseConfigurations(controller))
}

/**
 * Lets a write fail if somebody else wrote first or the object is gone: the event of that change
 * causes the next attempt. Any other failure ends the process.
 */
function tolerateRace(write: Promise<void>): void {
  void write.catch(error => {
    if (!isConflict(error) && !isNotFound(error)) throw error
  })
}

/**
 * Writes the condition Accepted of a GatewayClass, unless it is written already. A class whose
 * configuration does not exist is not accepted.
 */
async function acceptClass(
  { reader, writes, clock }: Controller,
  gatewayClass: GatewayClass
): Promise<void> {
  const observedGeneration = gatewayClass.metadata.generation ?? 0
  const isMissing = reader.configurationOfClass(gatewayClass) === 'missing'
  const verdict = isMissing
    ? ({ status: 'False', reason: 'InvalidParameters' } as const)
    : ({ status: 'True', reason: 'Accepted' } as const)
  const accepted = gatewayClass.status?.conditions?.find(({ type }) => type === 'Accepted')
  if (accepted?.observedGeneration === observedGeneration && accepted.status === verdict.status)
    return
  const condition = { type: 'Accepted', ...verdict, message: '', observedGeneration }
  const lastTransitionTime = timestamp(clock.now())
  const conditions = [{ ...condition, lastTransitionTime }]
  await writes.writeStatus(gatewayClass, { ...gatewayClass.status, conditions })
}
