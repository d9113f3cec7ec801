import { fieldOf } from '../../api/field-of.ts'
import type { GatewayPoolStatus } from '../../api/gateway-pool.ts'
import { advise, adviseAll } from '../../conditions/advise.ts'
import { type Finding, type Problem, toConditions } from '../../conditions/conditions.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import { defined } from '../../defined.ts'
import { counted } from '../../text/counted.ts'
import { listed } from '../../text/listed.ts'
import { spentStatus } from '../admit/count-spent.ts'
import { hourOf } from '../admit/share-used-up.ts'
import type { Shares } from '../admit/shares.ts'
import type { Attachment } from '../attach/attach.ts'
import type { GatewayView } from '../gateways/gateway-view.ts'
import type { Observation } from '../observe/observe.ts'
import type { BrakeMemory } from '../observe/recall-brake.ts'
import type { Placement } from '../place/place.ts'
import { brakedDeletions, brakeStatus } from './deletion-brake.ts'
import { problemsOf } from './pool-problems.ts'

/** The status of the pool: what was observed, and what a person has to do. */
export function statusOf(
  seen: Observation,
  placement: Placement,
  attachments: readonly Attachment[],
  brake: BrakeMemory
): GatewayPoolStatus {
  const wereReady = readyBefore(seen)
  const isReady = ({ name, state }: GatewayView) =>
    // Each change of ours makes the controller lag for a moment. A ready Gateway stays ready then.
    state.ready || (state.lagging && wereReady.has(name))
  const findings = [
    accepted([
      ...brakedDeletions(seen, placement, brake),
      ...problemsOf(seen, placement, attachments)
    ]),
    gatewaysReady(placement, isReady),
    capacityAvailable(seen, placement)
  ]
  const leaving = placement.leaving.filter(({ exists }) => exists)
  const hostnames = placement.held.length + seen.unreadableClaims.length
  const ready = summary(findings, hostnames, placement)
  const { metadata } = seen.pool
  return {
    hostnames,
    waiting: placement.placed.length + placement.full,
    free: placement.free,
    gateways: [
      ...placement.gateways.map(({ gateway, claims }) => ({
        name: gateway.name,
        hostnames: claims,
        ready: isReady(gateway)
      })),
      ...leaving.map(({ name }) => ({ name, hostnames: 0, ready: false }))
    ],
    ...defined({ deletionBrake: brakeStatus(brake) }),
    spentCertificates: spentStatus(placement.shares.spent),
    conditions: toConditions(
      [...findings, ready, ...shareUsedUp(placement.shares)],
      readConditions(seen.statusBefore),
      metadata.generation,
      seen.now
    )
  }
}

/** Names of the Gateways that the status of before shows as ready. */
function readyBefore({ statusBefore }: Observation): Set<unknown> {
  const gateways = fieldOf(statusBefore, 'gateways')
  if (!Array.isArray(gateways)) return new Set()
  const ready = gateways.filter(gateway => fieldOf(gateway, 'ready') === true)
  return new Set(ready.map(gateway => fieldOf(gateway, 'name')))
}

/** Whether the pool can do what its spec says. The first problem gives the reason. */
function accepted(problems: readonly Problem[]): Finding {
  const type = 'Accepted'
  const [gravest] = problems
  if (gravest === undefined)
    return { type, status: 'True', reason: 'Accepted', message: 'the pool serves its domains' }
  return { type, status: 'False', reason: gravest.reason, message: adviseAll(problems) }
}

/**
 * Whether all Gateways are ready. A Gateway that is not wanted any more counts too, once its
 * deletion does not finish: its load balancer costs money.
 */
function gatewaysReady(
  { gateways, leaving }: Placement,
  isReady: (gateway: GatewayView) => boolean
): Finding {
  const type = 'GatewaysReady'
  const waiting = gateways.map(({ gateway }) => gateway).filter(gateway => !isReady(gateway))
  const stuck = leaving.filter(({ state }) => state.reason === 'GatewayStuck')
  const states = [...stuck, ...waiting].map(({ state }) => state)
  const gravest = states.find(({ reason }) => reason !== 'WaitingForGateway') ?? states[0]
  if (gravest !== undefined)
    return { type, status: 'False', reason: gravest.reason, message: adviseAll(states) }
  const message = `${counted(gateways.length, 'Gateway')} ready`
  return { type, status: 'True', reason: 'GatewaysReady', message }
}

function capacityAvailable({ finalizing }: Observation, { free, full }: Placement): Finding {
  const type = 'CapacityAvailable'
  if (finalizing) {
    const message = 'the pool is being deleted and takes no more hostnames'
    return { type, status: 'False', reason: 'Deleting', message }
  }
  if (free > 0) {
    const kept =
      full === 0 ? '' : `, for namespaces that have at most half of the places; ${full} wait`
    const message = `room for ${counted(free, 'more hostname')}${kept}`
    return { type, status: 'True', reason: 'CapacityAvailable', message }
  }
  const waiting = full === 0 ? '' : `, and ${counted(full, 'request')} waiting for it`
  const message = advise('PoolFull', `there is no room for more hostnames${waiting}`)
  return { type, status: 'False', reason: 'PoolFull', message }
}

/**
 * Tells the platform team which namespaces have used up their share. The pool does what its spec
 * says, so Ready does not depend on this condition. It is absent while nobody has to wait.
 */
function shareUsedUp({ usedUp }: Shares): Finding[] {
  if (usedUp.size === 0) return []
  const namespaces = [...usedUp.values()].map(
    ({ namespace, certificates, comesBackAt }) =>
      `${namespace} (${certificates} spent, waits until ${hourOf(comesBackAt)} UTC)`
  )
  const message = `namespaces that get no new hostname: ${listed(namespaces)}`
  const reason = 'ManyCertificatesSpent'
  return [{ type: 'ShareUsedUp', status: 'True', reason, message: advise(reason, message) }]
}

/** Ready copies the first finding that is not True. If all findings are True, Ready is True. */
function summary(
  findings: readonly Finding[],
  hostnames: number,
  { gateways, leaving }: Placement
): Finding {
  const type = 'Ready'
  const missing = findings.find(({ status }) => status !== 'True')
  if (missing !== undefined) return { ...missing, type, status: 'False' }
  const going = leaving.filter(({ exists }) => exists).length
  const beside = going === 0 ? '' : `; ${counted(going, 'Gateway')} without hostnames being deleted`
  const where = `on ${counted(gateways.length, 'Gateway')}${beside}`
  const message = `${counted(hostnames, 'hostname')} ${where}`
  return { type, status: 'True', reason: 'Ready', message }
}
