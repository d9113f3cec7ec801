import type { Clock } from '../../hooks/clock.ts'
import { isConflict, isNotFound } from '../api-store/api-errors.ts'
import type { ControllerStore } from '../api-store/controller-store.ts'
import type { KubeObject } from '../api-store/objects.ts'
import { timestamp } from '../api-store/timestamps.ts'
import type { ItemResult } from '../engine/work-queue.ts'
import { attachRoutes, type BuildInput, plan, type RouteResult } from './building.ts'
import { isDeleteProtected, mergeConfigurations } from './configurations.ts'
import type { Reader } from './kinds.ts'
import type { LoadBalancers, Owned } from './load-balancers.ts'
import { failedStatus, gatewayStatus, routeStatus } from './statuses.ts'
import { indexTargetGroups } from './target-groups.ts'
import {
  configurationFinalizer,
  type Gateway,
  type GatewayClass,
  gatewayFinalizer,
  type LoadBalancerCloud,
  type LoadBalancerConfiguration,
  seeEvents
} from './types.ts'
import type { Writes } from './writes.ts'

/** The parts of the stand-in. */
export type Controller = {
  store: ControllerStore
  cloud: LoadBalancerCloud
  clock: Clock
  region: string
  activeAfterMilliseconds: number
  reader: Reader
  writes: Writes
  balancers: LoadBalancers
}

/** Handles the Gateway with this key of the queue, which is `namespace/name`. */
export async function reconcileKey(controller: Controller, key: string): Promise<ItemResult> {
  const { reader } = controller
  const [namespace = '', name = ''] = key.split('/')
  const gateway = reader.gateway({ namespace, name })
  if (gateway === undefined || !reader.isOurs(gateway)) return { is: 'done' }
  try {
    return gateway.metadata.deletionTimestamp === undefined
      ? await reconcile(controller, gateway)
      : await remove(controller, gateway)
  } catch (error) {
    if (isConflict(error) || isNotFound(error)) return { is: 'failed' }
    await reportFailure(controller, { namespace, name }, messageFor(error))
    return { is: 'failed' }
  }
}

async function reconcile(controller: Controller, found: Gateway): Promise<ItemResult> {
  const { writes, balancers } = controller
  const gateway = await writes.setFinalizer(found, gatewayFinalizer, true)
  const configurations = await readConfigurations(controller, gateway)
  const input = readBuildInput(controller, gateway, configurations)
  const results = attachRoutes(input)
  const now = timestamp(controller.clock.now())
  for (const result of results) await writes.writeStatus(result.route, routeStatus(result, now))
  const planned = plan(input, results)
  if ('error' in planned) throw new Error(planned.error)
  return report(controller, gateway, balancers.deploy(gateway, input.settings, planned), results)
}

/** The configurations of a Gateway: the one that its class names, and the one that it names. */
type Configurations = {
  ofClass: LoadBalancerConfiguration | undefined
  ofGateway: LoadBalancerConfiguration | undefined
}

/**
 * Reads the configurations of a Gateway, and adds the stand-in's finalizer to those that are not
 * Terminating. Throws if one of them does not exist.
 */
async function readConfigurations(
  { reader, writes }: Controller,
  gateway: Gateway
): Promise<Configurations> {
  const ofClass = reader.configurationOfClass(reader.classOf(gateway))
  if (ofClass === 'missing') throw new Error(classNotAccepted)
  const ofGateway = reader.configurationOf(gateway)
  if (ofGateway === 'missing') throw new Error(noConfiguration)
  for (const configuration of [ofClass, ofGateway])
    if (configuration !== undefined && configuration.metadata.deletionTimestamp === undefined)
      await writes.setFinalizer(configuration, configurationFinalizer, true)
  return { ofClass, ofGateway }
}

function readBuildInput(
  { reader, cloud, region }: Controller,
  gateway: Gateway,
  { ofClass, ofGateway }: Configurations
): BuildInput {
  const prefersGateway = ofClass?.spec.mergingMode === 'prefer-gateway'
  const [low, high] = prefersGateway ? [ofClass, ofGateway] : [ofGateway, ofClass]
  const { configurationOf, defaultsOf } = indexTargetGroups(reader.targetGroups())
  return {
    gateway,
    settings: mergeConfigurations(ofClass, ofGateway),
    routes: reader.routes(),
    labelsOf: reader.labelsOf,
    service: reader.service,
    isGranted: reader.isGranted,
    targetGroups: {
      configurationOf,
      defaults: { ...defaultsOf(low), ...defaultsOf(high) }
    },
    certificates: cloud.certificates.list().filter(certificate => certificate.region === region)
  }
}

async function report(
  controller: Controller,
  gateway: Gateway,
  { createdAt, dnsName, arn }: Owned,
  results: readonly RouteResult[]
): Promise<ItemResult> {
  const now = controller.clock.now()
  const waitMilliseconds = createdAt + controller.activeAfterMilliseconds - now
  const progress = { address: dnsName, arn, isActive: waitMilliseconds <= 0 }
  const status = gatewayStatus(gateway, progress, results, timestamp(now))
  await controller.writes.writeStatus(gateway, status)
  await releaseConfigurations(controller)
  return waitMilliseconds > 0
    ? { is: 'again', afterMilliseconds: waitMilliseconds }
    : { is: 'done' }
}

/**
 * Removes the load balancer of a Gateway that is being deleted. If the load balancer has deletion
 * protection, the real controller fails here, and keeps its finalizer on the Gateway.
 */
async function remove(controller: Controller, gateway: Gateway): Promise<ItemResult> {
  if (!gateway.metadata.finalizers?.includes(gatewayFinalizer)) return { is: 'done' }
  const { ofClass, ofGateway } = await readConfigurations(controller, gateway)
  if (isDeleteProtected(mergeConfigurations(ofClass, ofGateway))) throw new Error(seeEvents)
  controller.balancers.remove(gateway.metadata.uid)
  await controller.writes.setFinalizer(gateway, gatewayFinalizer, false)
  await releaseConfigurations(controller)
  return { is: 'done' }
}

/** The failures whose cause LBC 3.5 writes into the status of the Gateway. */
const classNotAccepted = 'Unable to materialize gateway when gateway class is not accepted'
const noConfiguration =
  'failed to build load balancer configuration: the parametersRef was not found'

/** The cause of any other failure, such as an error of AWS, is in the events of the Gateway only. */
function messageFor(error: unknown): string {
  const cause = error instanceof Error ? error.message : ''
  return cause === classNotAccepted || cause === noConfiguration ? cause : seeEvents
}

async function reportFailure(
  { reader, writes, clock }: Controller,
  key: { namespace: string; name: string },
  message: string
): Promise<void> {
  const gateway = reader.gateway(key)
  const now = timestamp(clock.now())
  if (gateway !== undefined) await writes.writeStatus(gateway, failedStatus(gateway, message, now))
}

/**
 * Removes the stand-in's finalizer from each configuration that no Gateway and no class refers to.
 * A Gateway counts as long as it has the stand-in's finalizer, so it still counts while it is
 * Terminating.
 */
export async function releaseConfigurations({ store, reader, writes }: Controller): Promise<void> {
  const users = reader
    .gateways()
    .filter(({ metadata }) => metadata.finalizers?.includes(gatewayFinalizer))
  for (const configuration of store.list(reader.configurationKind)) {
    if (!configuration.metadata.finalizers?.includes(configurationFinalizer)) continue
    const isUsed =
      users.some(gateway => refersTo(gateway, configuration)) ||
      reader.classes().some(gatewayClass => namedByClass(gatewayClass, configuration))
    if (!isUsed) await writes.setFinalizer(configuration, configurationFinalizer, false)
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

/** Whether a GatewayClass names this configuration, in whatever namespace it is. */
export function namedByClass({ spec }: GatewayClass, { metadata }: KubeObject): boolean {
  const { name, namespace } = spec.parametersRef ?? {}
  return name === metadata.name && namespace === metadata.namespace
}
