import { fieldOf } from '../../api/field-of.ts'
import type { GatewayPool } from '../../api/gateway-pool.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import type { Reason } from '../../conditions/reasons.ts'
import { albZoneID } from '../../load-balancer/zones.ts'
import { withoutRequestIDs } from '../../text/without-request-ids.ts'
import type { Observation } from '../observe/observe.ts'
import { addressOf } from '../observe/read-gateways.ts'
import { isFrozen } from './frozen.ts'

/** How a Gateway stands, as its controller says. */
export type GatewayState = {
  ready: boolean
  /** It was accepted and programmed, and its controller has not yet looked at our last change. */
  lagging: boolean
  reason: Reason
  message: string
}

/** A Gateway that no controller has looked at, or let go, for so long has no controller. Milliseconds. */
const patienceWithController = 120_000

/**
 * How a Gateway stands. Ready means Accepted and Programmed, both of the present generation: on errors
 * the load balancer controller changes only Accepted and leaves the rest as it was.
 *
 * | Gateway | Accepted | Programmed | of this generation | then |
 * |---|---|---|---|---|
 * | not there | | | | WaitingForGateway |
 * | there, its configuration terminating | | | | ConfigurationDeleting |
 * | terminating | | | | WaitingForGateway, after two minutes with whom to look for |
 * | there | False | | | GatewayBlocked |
 * | there | Unknown | | | WaitingForGateway, after two minutes GatewayClassMissing |
 * | there | True | Unknown | | GatewayHasNoAddress or WaitingForGateway |
 * | there | True | True | no | WaitingForGateway, lagging |
 * | there | True | True | yes | ready, or UnknownRegion |
 */
export function gatewayStateOf(name: string, seen: Observation): GatewayState {
  const gateway = seen.gateways.get(name)
  if (gateway?.metadata.deletionTimestamp === undefined && isFrozen(name, seen))
    return frozen(name, seen)
  if (gateway === undefined) return absent(name, seen)
  const standing = stateOfExisting(name, gateway, seen.now)
  const address = addressOf(gateway)
  const isBuilding = standing.ready || standing.reason === 'WaitingForGateway'
  if (!isBuilding || address === undefined || zoneFor(address, seen.pool) !== undefined)
    return standing
  return notReady(
    'UnknownRegion',
    `no zone id is known for load balancers such as ${address}: set spec.albHostedZoneID of pool ${seen.pool.metadata.name}`
  )
}

/** Zone id for aliases to a load balancer: from our table, else the pool's own; undefined when neither has it. */
export function zoneFor(address: string, pool: GatewayPool): string | undefined {
  return albZoneID(address) ?? pool.spec.albHostedZoneID
}

/** Metacontroller makes no namespaces: without it every try is an event of the pool, and nothing else tells. */
function absent(name: string, { pool }: Observation): GatewayState {
  const { gatewayNamespace } = pool.spec
  return waiting(
    `Gateway ${name} does not exist yet. If it stays so for minutes, its namespace ${gatewayNamespace} may be missing (kubectl get namespace ${gatewayNamespace}): then the platform team makes it (kubectl create namespace ${gatewayNamespace}), and all goes on by itself. Anything else that is in its way is in the events of the pool (kubectl describe gatewaypool ${pool.metadata.name})`
  )
}

/**
 * Whether the load balancer controller is held up by this certificate, as there is none: it gives the words of Elastic
 * Load Balancing (CertificateNotFound of ModifyListener, AddListenerCertificates).
 */
export function saysNotFound(gateway: KubernetesObject | undefined, arn: string): boolean {
  const accepted = gateway && conditionOf(gateway, 'Accepted')
  const message = accepted?.status === 'False' ? accepted.message : ''
  return message.includes('CertificateNotFound') && message.includes(arn)
}

function stateOfExisting(name: string, gateway: KubernetesObject, now: number): GatewayState {
  if (gateway.metadata.deletionTimestamp !== undefined) return terminating(name, gateway, now)
  const accepted = conditionOf(gateway, 'Accepted')
  if (accepted?.status === 'False')
    return notReady('GatewayBlocked', `Gateway ${name} is refused: ${accepted.message}`)
  if (accepted?.status !== 'True') return unclaimed(name, gateway, now)
  return programmed(name, gateway, accepted)
}

function programmed(
  name: string,
  gateway: KubernetesObject,
  accepted: SeenCondition
): GatewayState {
  const programmed = conditionOf(gateway, 'Programmed')
  if (addressOf(gateway) === undefined)
    return notReady('GatewayHasNoAddress', `Gateway ${name} has no load balancer yet`)
  if (programmed?.status !== 'True')
    return waiting(
      `the load balancer of Gateway ${name} is being built: ${programmed?.message ?? 'no word of it yet'}`
    )
  const { generation } = gateway.metadata
  if (accepted.observedGeneration !== generation || programmed.observedGeneration !== generation)
    return { ...waiting(`the load balancer of Gateway ${name} is being changed`), lagging: true }
  return { ready: true, lagging: false, reason: 'Ready', message: `Gateway ${name} is ready` }
}

/**
 * The load balancer controller takes its finalizer off once the load balancer is gone. It passes over
 * Gateways whose class is gone, for good, and without a word (seen with LBC 3.5).
 */
function terminating(name: string, gateway: KubernetesObject, now: number): GatewayState {
  if (now < timeOf(gateway.metadata.deletionTimestamp) + patienceWithController)
    return waiting(`Gateway ${name} is being deleted`)
  return waiting(
    `Gateway ${name} has been Terminating for more than two minutes. ${whomToLookFor(gateway)}: without both, nobody takes its finalizer off`
  )
}

function frozen(name: string, { pool }: Observation): GatewayState {
  const object = `loadbalancerconfiguration -n ${pool.spec.gatewayNamespace} ${name}`
  return notReady(
    'ConfigurationDeleting',
    `the LoadBalancerConfiguration of Gateway ${name} is being deleted, which cannot be taken back (kubectl get ${object}): its certificates cannot change, and it takes nobody new. The platform team deletes the Gateway too, when an outage of some minutes suits its hostnames; both are made anew`
  )
}

function unclaimed(name: string, gateway: KubernetesObject, now: number): GatewayState {
  if (now < timeOf(gateway.metadata.creationTimestamp) + patienceWithController)
    return waiting(`no controller has looked at Gateway ${name} yet`)
  return notReady(
    'GatewayClassMissing',
    `no controller has taken up Gateway ${name}. ${whomToLookFor(gateway)}`
  )
}

function whomToLookFor({ spec }: KubernetesObject): string {
  const className = String(fieldOf(spec, 'gatewayClassName'))
  return `Look whether GatewayClass ${className} exists (kubectl get gatewayclass ${className}) and the AWS Load Balancer Controller runs`
}

/** When patience with a Gateway's controller ends, in milliseconds; undefined when it has answered. */
export function patienceEndsAt(gateway: KubernetesObject, now: number): number | undefined {
  const { creationTimestamp, deletionTimestamp } = gateway.metadata
  const end = timeOf(deletionTimestamp ?? creationTimestamp) + patienceWithController
  const accepted = conditionOf(gateway, 'Accepted')?.status
  const hasAnswered =
    deletionTimestamp === undefined && (accepted === 'True' || accepted === 'False')
  return !hasAnswered && end > now ? end : undefined
}

/** A time in milliseconds; long ago where there is none. */
function timeOf(written: unknown): number {
  const time = Date.parse(String(written))
  return Number.isNaN(time) ? 0 : time
}

type SeenCondition = { status: string; message: string; observedGeneration: unknown }

function conditionOf(gateway: KubernetesObject, type: string): SeenCondition | undefined {
  const conditions = fieldOf(gateway.status, 'conditions')
  const found = Array.isArray(conditions)
    ? conditions.find(condition => fieldOf(condition, 'type') === type)
    : undefined
  if (found === undefined) return undefined
  const message = withoutRequestIDs(String(fieldOf(found, 'message') ?? '')).slice(0, 512)
  return {
    status: String(fieldOf(found, 'status')),
    message,
    observedGeneration: fieldOf(found, 'observedGeneration')
  }
}

function waiting(message: string): GatewayState {
  return notReady('WaitingForGateway', message)
}

function notReady(reason: Reason, message: string): GatewayState {
  return { ready: false, lagging: false, reason, message }
}
