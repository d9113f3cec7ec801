import { fieldOf } from '../../api/field-of.ts'
import type { GatewayPool } from '../../api/gateway-pool.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import type { Problem } from '../../conditions/conditions.ts'
import type { Reason } from '../../conditions/reasons.ts'
import { textOf } from '../../text/text-of.ts'
import { addressOf } from '../observe/read-gateways.ts'
import { isFrozen, isHeldBack } from './configurations.ts'
import { type ControllerCondition, controllerCondition } from './controller-conditions.ts'
import { otherScheme, zoneFor } from './target.ts'

/** The state of a Gateway, according to its controller. */
export type GatewayState = Problem & {
  ready: boolean
  /**
   * The Gateway is accepted and programmed, but its controller has not yet seen our last change.
   */
  lagging: boolean
}

/** A Gateway as it was observed. */
type SeenGateway = {
  name: string
  object: KubernetesObject | undefined
  configuration: KubernetesObject | undefined
  /** Where the deletion protection of its load balancer comes from; `undefined` without one. */
  protection: string | undefined
}

/** A Gateway counts as one without a controller if no controller answers for it in this time. */
const patienceWithControllerMs = 120_000

/**
 * The state of a Gateway. On an error, the load balancer controller changes only the condition
 * Accepted, and leaves the other conditions as they were. So a Gateway is Ready only if Accepted
 * and Programmed are both True, and both of its current generation. The first row that fits
 * decides.
 *
 * | Gateway | Accepted | Programmed | both current | state |
 * |---|---|---|---|---|
 * | does not exist | any | any | any | WaitingForGateway; see also `isHeldBack` |
 * | terminating for two minutes | any | any | any | GatewayStuck |
 * | terminating | any | any | any | WaitingForGateway |
 * | its configuration terminating | any | any | any | ConfigurationDeleting |
 * | exists, with the address of another scheme | any | any | any | SchemeMismatch |
 * | exists | False | any | any | GatewayBlocked |
 * | new | not True | any | any | WaitingForGateway |
 * | older than two minutes | not True | any | any | GatewayClassMissing |
 * | exists, without address | True | any | any | GatewayHasNoAddress |
 * | exists | True | not True | any | WaitingForGateway |
 * | exists | True | True | no | WaitingForGateway, lagging |
 * | exists | True | True | yes | Ready |
 *
 * If the Gateway has an address for which no hosted zone ID is known, the state is UnknownRegion in
 * place of Ready or WaitingForGateway.
 */
export function gatewayStateOf(
  { name, object, configuration, protection }: SeenGateway,
  { pool, now }: { pool: GatewayPool; now: number }
): GatewayState {
  const isTerminating = object?.metadata.deletionTimestamp !== undefined
  if (isHeldBack(object, configuration)) return heldBack(name, pool)
  if (object === undefined) return absent(name, pool)
  if (isFrozen(object, configuration) && !isTerminating) return configurationDeleting(name, pool)
  const address = addressOf(object)
  const scheme = address === undefined ? undefined : otherScheme(address, pool)
  if (isTerminating) return terminating(name, object, protection, now)
  if (scheme !== undefined) return schemeMismatch(name, scheme, pool)
  const state = stateOfExisting(name, object, now)
  const isBuilding = state.ready || state.reason === 'WaitingForGateway'
  const isZoneKnown = address === undefined || zoneFor(address, pool) !== undefined
  return !isBuilding || isZoneKnown ? state : unknownRegion(address, pool)
}

function schemeMismatch(
  name: string,
  scheme: string,
  { metadata, spec }: GatewayPool
): GatewayState {
  const wanted = `pool ${metadata.name} asks for ${spec.loadBalancer.scheme}`
  return notReady(
    'SchemeMismatch',
    `the load balancer of Gateway ${name} is ${scheme}, but ${wanted}`
  )
}

function unknownRegion(address: string, { metadata }: GatewayPool): GatewayState {
  const balancers = `load balancers of pool ${metadata.name}, such as ${address}`
  return notReady('UnknownRegion', `no hosted zone ID is known for ${balancers}`)
}

/**
 * The state of a Gateway that does not exist. Metacontroller does not create namespaces. If the
 * gateway namespace is missing, SyncError events on the pool are the only sign. So the message
 * gives the command that creates the namespace.
 */
function absent(name: string, { metadata, spec }: GatewayPool): GatewayState {
  const { gatewayNamespace: namespace } = spec
  const look = `kubectl get namespace ${namespace}`
  const create = `kubectl create namespace ${namespace}`
  const describe = `kubectl describe gatewaypool ${metadata.name}`
  return waiting(
    `Gateway ${name} does not exist yet. If this lasts for minutes, ` +
      `its namespace ${namespace} may be missing (${look}). Then the platform team has to create ` +
      `it (${create}), and everything continues by itself. ` +
      `The events of the pool show any other cause (${describe})`
  )
}

function stateOfExisting(name: string, gateway: KubernetesObject, now: number): GatewayState {
  const accepted = controllerCondition(gateway, 'Accepted')
  if (accepted?.status === 'False')
    return notReady('GatewayBlocked', `Gateway ${name} is refused: ${accepted.message}`)
  if (accepted?.status !== 'True') return unclaimed(name, gateway, now)
  return stateOfAccepted(name, gateway, accepted)
}

function stateOfAccepted(
  name: string,
  gateway: KubernetesObject,
  accepted: ControllerCondition
): GatewayState {
  const programmed = controllerCondition(gateway, 'Programmed')
  if (addressOf(gateway) === undefined)
    return notReady('GatewayHasNoAddress', `Gateway ${name} has no load balancer yet`)
  if (programmed?.status !== 'True') {
    const words = programmed?.message ?? 'its controller has not said anything about it yet'
    return waiting(`the load balancer of Gateway ${name} is being built: ${words}`)
  }
  const { generation } = gateway.metadata
  if (accepted.observedGeneration !== generation || programmed.observedGeneration !== generation)
    return { ...waiting(`the load balancer of Gateway ${name} is being changed`), lagging: true }
  return { ready: true, lagging: false, reason: 'Ready', message: `Gateway ${name} is ready` }
}

/**
 * The state of a Gateway that is being deleted. The load balancer controller removes its finalizer
 * once the load balancer is gone. If the load balancer has deletion protection, that never happens.
 * And if the GatewayClass is gone, the controller ignores the Gateway for good, and writes no
 * message (seen with LBC 3.5). So after two minutes our message says what keeps the Gateway.
 */
function terminating(
  name: string,
  gateway: KubernetesObject,
  protection: string | undefined,
  now: number
): GatewayState {
  if (now < timeOf(gateway.metadata.deletionTimestamp) + patienceWithControllerMs)
    return waiting(`Gateway ${name} is being deleted`)
  const cause =
    protection === undefined
      ? `Its finalizer is removed only if ${gatewayClassOf(gateway)} exists ` +
        'and the AWS Load Balancer Controller runs'
      : `Its load balancer has deletion protection, by deletion_protection.enabled in ${protection}`
  return notReady(
    'GatewayStuck',
    `Gateway ${name} has been Terminating for more than two minutes. ${cause}`
  )
}

/**
 * The load balancer controller does not notice that the Gateway is gone. It looks at a
 * configuration that is being deleted when the configuration is changed, and else after pauses that
 * double, up to 1000 s (seen with LBC 3.5).
 */
function heldBack(name: string, pool: GatewayPool): GatewayState {
  const { gatewayNamespace: namespace } = pool.spec
  const change = `kubectl annotate loadbalancerconfiguration -n ${namespace} ${name} look=now`
  return waiting(
    `Gateway ${name} is created as soon as its LoadBalancerConfiguration, which is being ` +
      `deleted, is gone (${lookAtConfiguration(name, pool)}). The AWS Load Balancer Controller ` +
      'looks at it again within 17 minutes, or at once if the platform team changes it ' +
      `(${change})`
  )
}

function lookAtConfiguration(name: string, { spec }: GatewayPool): string {
  return `kubectl get loadbalancerconfiguration -n ${spec.gatewayNamespace} ${name}`
}

function configurationDeleting(name: string, pool: GatewayPool): GatewayState {
  const command = lookAtConfiguration(name, pool)
  return notReady(
    'ConfigurationDeleting',
    `the LoadBalancerConfiguration of Gateway ${name} is being deleted, which cannot be undone ` +
      `(${command}): its certificates cannot change, and it takes no more hostnames`
  )
}

function unclaimed(name: string, gateway: KubernetesObject, now: number): GatewayState {
  if (now < timeOf(gateway.metadata.creationTimestamp) + patienceWithControllerMs)
    return waiting(`no controller has looked at Gateway ${name} yet`)
  return notReady(
    'GatewayClassMissing',
    `no controller has taken up Gateway ${name} of ${gatewayClassOf(gateway)}`
  )
}

function gatewayClassOf({ spec }: KubernetesObject): string {
  const name = textOf(fieldOf(spec, 'gatewayClassName'))
  return `GatewayClass ${name} (kubectl get gatewayclass ${name})`
}

/**
 * When to stop waiting for the controller of a Gateway, in milliseconds since the epoch.
 * `undefined` if the Gateway does not exist, if its controller has answered, or if this time has
 * passed.
 */
export function patienceEndsAt(
  gateway: KubernetesObject | undefined,
  now: number
): number | undefined {
  if (gateway === undefined) return undefined
  const { creationTimestamp, deletionTimestamp } = gateway.metadata
  const end = timeOf(deletionTimestamp ?? creationTimestamp) + patienceWithControllerMs
  const accepted = controllerCondition(gateway, 'Accepted')?.status
  const hasAnswered =
    deletionTimestamp === undefined && (accepted === 'True' || accepted === 'False')
  return !hasAnswered && end > now ? end : undefined
}

/** Reads a time, in milliseconds since the epoch. A value that is not a time gives 0: long ago. */
function timeOf(written: unknown): number {
  const time = Date.parse(textOf(written))
  return Number.isNaN(time) ? 0 : time
}

function waiting(message: string): GatewayState {
  return notReady('WaitingForGateway', message)
}

function notReady(reason: Reason, message: string): GatewayState {
  return { ready: false, lagging: false, reason, message }
}
