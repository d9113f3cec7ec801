import type { Clock } from '../../hooks/clock.ts'
import { isConflict, isNotFound } from '../api-store/api-errors.ts'
import type { ApiStore } from '../api-store/api-store.ts'
import { type KubeObject, keyOf } from '../api-store/objects.ts'
import { timestamp } from '../api-store/timestamps.ts'
import { createWorkQueue, type ItemResult, type QueueState } from '../engine/work-queue.ts'
import { type BuildInput, placeRoutes, plan, type RouteResult } from './building.ts'
import { classKind, createReader, gatewayKind, routeKind, serviceKind } from './kinds.ts'
import { createLoadBalancers, type Owned } from './load-balancers.ts'
import { refsTo } from './routing.ts'
import { failedStatus, gatewayStatus, routeStatus, withoutStaleParents } from './statuses.ts'
import {
  configurationFinalizer,
  controllerName,
  type Gateway,
  gatewayFinalizer,
  type HTTPRoute,
  type LoadBalancerCloud
} from './types.ts'
import { createWrites } from './writes.ts'

/** How long things take. */
export type LoadBalancerTimings = {
  /** From a change to its effect. */
  reconcileMilliseconds: number
  /** From a new load balancer to Programmed True: it is looked at every two minutes only. */
  activeAfterMilliseconds: number
}

export type LoadBalancerControllerOptions = {
  store: ApiStore
  cloud: LoadBalancerCloud
  clock: Clock
  region: string
  timings?: Partial<LoadBalancerTimings>
}

/** The stand-in for the AWS Load Balancer Controller, for Gateways of classes with `gateway.k8s.aws/alb`. */
export type LoadBalancerController = {
  /** The load balancer of a Gateway: listeners (ports) and certificates as they are. */
  loadBalancerOf: (gateway: { namespace: string; name: string }) => Readonly<Owned> | undefined
  /** For faults: another load balancer takes the place of a Gateway's, with another DNS name. */
  replaceLoadBalancer: (gateway: { namespace: string; name: string }) => void
  state: () => QueueState
  stop: () => Promise<void>
}

/** As seen: addresses within seconds, Programmed after two to three minutes. */
export const seenTimings: LoadBalancerTimings = {
  reconcileMilliseconds: 1000,
  activeAfterMilliseconds: 150_000
}

/** Starts the stand-in. Throws where the store lacks Gateway API's kinds, the controller's own, or Service. */
export function startLoadBalancerController(
  options: LoadBalancerControllerOptions
): LoadBalancerController {
  const { store, cloud, clock, region } = options
  const timings = { ...seenTimings, ...options.timings }
  const reader = createReader(store)
  const { setFinalizer, writeStatus } = createWrites(store)
  const balancers = createLoadBalancers({ cloud, region, now: clock.now })
  const queue = createWorkQueue({ clock, workers: 3, process })
  const now = () => timestamp(clock.now())
  const unwatch = [
    store.watch(({ object }) => later(object as Gateway), gatewayKind),
    store.watch(
      ({ object, old }) => onRoute(object as HTTPRoute, old as HTTPRoute | undefined),
      routeKind
    ),
    store.watch(({ object }) => onConfiguration(object), reader.configurationKind),
    store.watch(({ object }) => onClass(object), classKind),
    store.watch(() => all(), { apiVersion: 'v1', kind: 'Namespace' }),
    store.watch(() => all(), serviceKind)
  ]
  for (const gatewayClass of store.list(classKind)) onClass(gatewayClass)
  all()

  function later(gateway: Gateway): void {
    queue.addAfter(keyOf(gateway.metadata), timings.reconcileMilliseconds)
  }

  function all(): void {
    for (const gateway of reader.gateways()) later(gateway)
  }

  function onRoute(route: HTTPRoute, old: HTTPRoute | undefined): void {
    const refersTo = (gateway: Gateway) =>
      [route, old].some(one => one !== undefined && refsTo(gateway, one).length > 0)
    for (const gateway of reader.gateways()) if (refersTo(gateway)) later(gateway)
    const status = withoutStaleParents(route)
    if ((status.parents as unknown[]).length < (route.status?.parents?.length ?? 0))
      writeStatus(route, status)
  }

  function onConfiguration(configuration: KubeObject): void {
    const users = reader.gateways().filter(gateway => refersTo(gateway, configuration))
    for (const gateway of users) later(gateway)
    if (users.length === 0) releaseConfigurations()
  }

  function onClass(gatewayClass: KubeObject): void {
    if (gatewayClass.spec?.controllerName !== controllerName) return
    const observedGeneration = gatewayClass.metadata.generation ?? 0
    const accepted = {
      type: 'Accepted',
      status: 'True',
      reason: 'Accepted',
      message: '',
      observedGeneration,
      lastTransitionTime: now()
    }
    const conditions = (gatewayClass.status?.conditions ?? []) as {
      type: string
      observedGeneration?: number
    }[]
    const isSaid = conditions.some(
      ({ type, observedGeneration: seen }) => type === 'Accepted' && seen === observedGeneration
    )
    if (!isSaid) writeStatus(gatewayClass, { ...gatewayClass.status, conditions: [accepted] })
    all()
  }

  async function process(key: string): Promise<ItemResult> {
    const [namespace = '', name = ''] = key.split('/')
    const gateway = reader.gateway({ namespace, name })
    if (gateway === undefined || !reader.isOurs(gateway)) return { is: 'done' }
    try {
      return gateway.metadata.deletionTimestamp === undefined ? reconcile(gateway) : remove(gateway)
    } catch (error) {
      if (isConflict(error) || isNotFound(error)) return { is: 'failed' }
      fail(gateway, error instanceof Error ? error.message : String(error))
      return { is: 'failed' }
    }
  }

  function reconcile(seen: Gateway): ItemResult {
    const gateway = setFinalizer(seen, gatewayFinalizer, true)
    const configuration = reader.configurationOf(gateway)
    if (configuration === 'missing')
      throw new Error(
        'failed to build load balancer configuration: the parametersRef was not found'
      )
    if (configuration?.metadata.deletionTimestamp === undefined && configuration !== undefined) {
      setFinalizer(configuration, configurationFinalizer, true)
    }
    const certificates = cloud.certificates
      .list()
      .filter(certificate => certificate.region === region)
    const input: BuildInput = {
      gateway,
      configuration,
      routes: reader.routes(),
      labelsOf: reader.labelsOf,
      service: reader.service,
      certificates
    }
    const results = placeRoutes(input)
    for (const result of results) writeStatus(result.route, routeStatus(result, now()))
    const planned = plan(input, results)
    if ('error' in planned) throw new Error(planned.error)
    return report(gateway, balancers.deploy(gateway, configuration, planned), results)
  }

  function report(gateway: Gateway, owned: Owned, results: readonly RouteResult[]): ItemResult {
    const wait = owned.createdAt + timings.activeAfterMilliseconds - clock.now()
    const progress = { address: owned.dnsName, arn: owned.arn, isActive: wait <= 0 }
    writeStatus(gateway, gatewayStatus(gateway, progress, results, now()))
    releaseConfigurations()
    return wait > 0 ? { is: 'again', afterMilliseconds: wait } : { is: 'done' }
  }

  function remove(gateway: Gateway): ItemResult {
    if (!gateway.metadata.finalizers?.includes(gatewayFinalizer)) return { is: 'done' }
    balancers.remove(gateway.metadata.uid)
    setFinalizer(gateway, gatewayFinalizer, false)
    releaseConfigurations()
    return { is: 'done' }
  }

  function fail(gateway: Gateway, message: string): void {
    const live = reader.gateway({
      namespace: gateway.metadata.namespace ?? '',
      name: gateway.metadata.name
    })
    if (live !== undefined) writeStatus(live, failedStatus(live, message, now()))
  }

  /** A configuration is held while a Gateway of ours refers to it, even a Gateway that is Terminating. */
  function releaseConfigurations(): void {
    const users = reader
      .gateways()
      .filter(({ metadata }) => metadata.finalizers?.includes(gatewayFinalizer))
    for (const configuration of store.list(reader.configurationKind)) {
      if (!configuration.metadata.finalizers?.includes(configurationFinalizer)) continue
      if (!users.some(gateway => refersTo(gateway, configuration)))
        setFinalizer(configuration, configurationFinalizer, false)
    }
  }

  function replaceLoadBalancer(ref: { namespace: string; name: string }): void {
    const gateway = reader.gateway(ref)
    if (gateway === undefined) return
    balancers.replace(gateway.metadata.uid)
    later(gateway)
  }

  return {
    loadBalancerOf: ref => balancers.of(reader.gateway(ref)?.metadata.uid ?? ''),
    replaceLoadBalancer,
    state: queue.state,
    stop: async () => {
      for (const end of unwatch) end()
      await queue.stop()
    }
  }
}

function refersTo({ metadata, spec }: Gateway, configuration: KubeObject): boolean {
  const isNear = metadata.namespace === configuration.metadata.namespace
  return isNear && spec.infrastructure?.parametersRef?.name === configuration.metadata.name
}
