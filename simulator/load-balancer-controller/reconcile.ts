import type { Clock } from '../../hooks/clock.ts'
import { isConflict, isNotFound } from '../api-store/api-errors.ts'
import type { ApiStore } from '../api-store/api-store.ts'
import type { KubeObject } from '../api-store/objects.ts'
import { timestamp } from '../api-store/timestamps.ts'
import type { ItemResult } from '../engine/work-queue.ts'
import { attachRoutes, type BuildInput, plan, type RouteResult } from './building.ts'
import type { Reader } from './kinds.ts'
import type { LoadBalancers, Owned } from './load-balancers.ts'
import { failedStatus, gatewayStatus, routeStatus } from './statuses.ts'
import {
  configurationFinalizer,
  type Gateway,
  gatewayFinalizer,
  type LoadBalancerCloud,
  type LoadBalancerConfiguration
} from './types.ts'
import type { Writes } from './writes.ts'

/** The parts of the stand-in. */
export type Controller = {
  store: ApiStore
  cloud: LoadBalancerCloud
  clock: Clock
  region: string
  activeAfterMilliseconds: number
  reader: Reader
  writes: Writes
  balancers: LoadBalancers
}

/** Handles the Gateway with this key of the queue, which is `namespace/name`. */
export function reconcileKey(controller: Controller, key: string): ItemResult {
  const { reader } = controller
  const [namespace = '', name = ''] = key.split('/')
  const gateway = reader.gateway({ namespace, name })
  if (gateway === undefined || !reader.isOurs(gateway)) return { is: 'done' }
  try {
    return gateway.metadata.deletionTimestamp === undefined
      ? reconcile(controller, gateway)
      : remove(controller, gateway)
  } catch (error) {
    if (isConflict(error) || isNotFound(error)) return { is: 'failed' }
    reportFailure(controller, { namespace, name }, error)
    return { is: 'failed' }
  }
}

function reconcile(controller: Controller, found: Gateway): ItemResult {
  const { writes, balancers } = controller
  const gateway = writes.setFinalizer(found, gatewayFinalizer, true)
  const configuration = readConfiguration(controller, gateway)
  const input = readBuildInput(controller, gateway, configuration)
  const results = attachRoutes(input)
  const now = timestamp(controller.clock.now())
  for (const result of results) writes.writeStatus(result.route, routeStatus(result, now))
  const planned = plan(input, results)
  if ('error' in planned) throw new Error(planned.error)
  return report(controller, gateway, balancers.deploy(gateway, configuration, planned), results)
}

/**
 * Reads the configuration that a Gateway names. Adds the stand-in's finalizer to the configuration,
 * unless the configuration is Terminating. Throws if the configuration does not exist.
 */
function readConfiguration(
  { reader, writes }: Controller,
  gateway: Gateway
): LoadBalancerConfiguration | undefined {
  const configuration = reader.configurationOf(gateway)
  if (configuration === 'missing')
    throw new Error('failed to build load balancer configuration: the parametersRef was not found')
  if (configuration !== undefined && configuration.metadata.deletionTimestamp === undefined)
    writes.setFinalizer(configuration, configurationFinalizer, true)
  return configuration
}

function readBuildInput(
  { reader, cloud, region }: Controller,
  gateway: Gateway,
  configuration: LoadBalancerConfiguration | undefined
): BuildInput {
  return {
    gateway,
    configuration,
    routes: reader.routes(),
    labelsOf: reader.labelsOf,
    service: reader.service,
    certificates: cloud.certificates.list().filter(certificate => certificate.region === region)
  }
}

function report(
  controller: Controller,
  gateway: Gateway,
  { createdAt, dnsName, arn }: Owned,
  results: readonly RouteResult[]
): ItemResult {
  const now = controller.clock.now()
  const waitMilliseconds = createdAt + controller.activeAfterMilliseconds - now
  const progress = { address: dnsName, arn, isActive: waitMilliseconds <= 0 }
  const status = gatewayStatus(gateway, progress, results, timestamp(now))
  controller.writes.writeStatus(gateway, status)
  releaseConfigurations(controller)
  return waitMilliseconds > 0
    ? { is: 'again', afterMilliseconds: waitMilliseconds }
    : { is: 'done' }
}

function remove(controller: Controller, gateway: Gateway): ItemResult {
  if (!gateway.metadata.finalizers?.includes(gatewayFinalizer)) return { is: 'done' }
  controller.balancers.remove(gateway.metadata.uid)
  controller.writes.setFinalizer(gateway, gatewayFinalizer, false)
  releaseConfigurations(controller)
  return { is: 'done' }
}

function reportFailure(
  { reader, writes, clock }: Controller,
  key: { namespace: string; name: string },
  error: unknown
): void {
  const gateway = reader.gateway(key)
  const message = error instanceof Error ? error.message : String(error)
  const now = timestamp(clock.now())
  if (gateway !== undefined) writes.writeStatus(gateway, failedStatus(gateway, message, now))
}

/**
 * Removes the stand-in's finalizer from each configuration that no Gateway refers to. A Gateway
 * counts as long as it has the stand-in's finalizer, so it still counts while it is Terminating.
 */
export function releaseConfigurations({ store, reader, writes }: Controller): void {
  const users = reader
    .gateways()
    .filter(({ metadata }) => metadata.finalizers?.includes(gatewayFinalizer))
  for (const configuration of store.list(reader.configurationKind)) {
    if (!configuration.metadata.finalizers?.includes(configurationFinalizer)) continue
    const isUsed = users.some(gateway => refersTo(gateway, configuration))
    if (!isUsed) writes.setFinalizer(configuration, configurationFinalizer, false)
  }
}

/**
 * Whether a Gateway names this configuration. A Gateway can name only a configuration in its own
 * namespace.
 */
export function refersTo({ metadata, spec }: Gateway, configuration: KubeObject): boolean {
  const isNear = metadata.namespace === configuration.metadata.namespace
  return isNear && spec.infrastructure?.parametersRef?.name === configuration.metadata.name
}
