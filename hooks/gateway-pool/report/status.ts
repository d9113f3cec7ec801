import { fieldOf } from '../../api/field-of.ts'
import type { GatewayPoolStatus } from '../../api/gateway-pool.ts'
import { type Finding, toConditions } from '../../conditions/conditions.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import { domainFinder } from '../../hostname/domains.ts'
import { counted } from '../../text/counted.ts'
import { listed } from '../../text/listed.ts'
import type { Attachment } from '../attach/attach.ts'
import { type GatewayState, gatewayStateOf } from '../gateways/gateway-state.ts'
import type { Observation } from '../observe/observe.ts'
import type { Placement } from '../place/place.ts'
import {
  foreignListeners,
  otherRegions,
  stuckClaims,
  withheldCertificates
} from './pool-problems.ts'

/** What the pool says of itself: what was seen, and what a person has to do. */
export function statusOf(
  seen: Observation,
  placement: Placement,
  attachments: readonly Attachment[]
): GatewayPoolStatus {
  const standings = new Map(
    placement.gateways.map(({ name }) => [name, gatewayStateOf(name, seen)])
  )
  const ready = (name: string) => isReady(seen, name, standings.get(name))
  const findings = [
    accepted(seen, placement, attachments),
    gatewaysReady(placement, standings, ready),
    capacityAvailable(seen, placement)
  ]
  const hostnames = placement.held.length + seen.unreadableClaims.length
  return {
    hostnames,
    waiting: placement.placed.length + placement.full,
    free: placement.free,
    gateways: placement.gateways.map(({ name, claims }) => ({
      name,
      hostnames: claims,
      ready: ready(name)
    })),
    conditions: toConditions(
      [...findings, summary(findings, hostnames, placement)],
      readConditions(seen.pool.status),
      seen.pool.metadata.generation,
      seen.now
    )
  }
}

/** A lag after our own change does not un-ready a Gateway that was ready. */
function isReady(seen: Observation, name: string, standing: GatewayState | undefined): boolean {
  if (standing === undefined || standing.ready || !standing.lagging) return standing?.ready ?? false
  const before = fieldOf(seen.pool.status, 'gateways')
  return (
    Array.isArray(before) &&
    before.some(one => fieldOf(one, 'name') === name && fieldOf(one, 'ready') === true)
  )
}

/** Whether the pool can do as its spec says; the gravest trouble gives the reason, the message has all. */
function accepted(
  seen: Observation,
  placement: Placement,
  attachments: readonly Attachment[]
): Finding {
  const troubles = [
    claimsLeft(seen, placement),
    unreadable(seen),
    foreignListeners(seen),
    overlapping(placement),
    withheldCertificates(attachments),
    otherRegions(seen, attachments),
    outsideAllowlist(seen, placement),
    stuckClaims(seen)
  ]
  const found = troubles.filter(trouble => trouble !== undefined)
  const [gravest] = found
  const type = 'Accepted'
  if (gravest === undefined)
    return { type, status: 'True', reason: 'Accepted', message: 'the pool serves its domains' }
  return {
    type,
    status: 'False',
    reason: gravest.reason,
    message: found.map(({ message }) => message).join('; ')
  }
}

type Trouble = Pick<Finding, 'reason' | 'message'>

function claimsLeft(seen: Observation, { held, leaving }: Placement): Trouble | undefined {
  if (!seen.finalizing) return undefined
  const live = held
    .filter(({ request }) => request !== undefined)
    .map(({ claim }) => claim.hostname)
  const going = held.length - live.length + seen.unreadableClaims.length
  if (live.length + going === 0)
    return { reason: 'Deleting', message: gatewaysFirst(seen, leaving) }
  const requests =
    live.length === 0
      ? ''
      : `, held by requests: ${listed(live)}. Delete these requests: kubectl get gatewayhostnamerequests -A`
  return {
    reason: 'ClaimsLeft',
    message: `the pool is being deleted and waits for ${counted(live.length + going, 'hostname')}, ${going} on the way out${requests}`
  }
}

function gatewaysFirst(seen: Observation, leaving: readonly string[]): string {
  const words = leaving
    .filter(name => seen.gateways.has(name))
    .map(name => gatewayStateOf(name, seen).message)
  return ['the pool is being deleted, its Gateways first', ...words.slice(0, 1)].join(': ')
}

function unreadable(seen: Observation): Trouble | undefined {
  const claims = seen.unreadableClaims.map(
    ({ object, problem }) => `DomainClaim ${object.metadata.name} (${problem})`
  )
  const requests = seen.requests.unanswerable.map(
    name => `GatewayHostnameRequest ${name} (broken metadata)`
  )
  const names = [...claims, ...requests]
  if (names.length === 0) return undefined
  return {
    reason: 'UnreadableObjects',
    message: `${counted(names.length, 'object')} that cannot be read, kept as observed: ${listed(names)}`
  }
}

function overlapping({ held }: Placement): Trouble | undefined {
  const names = held.flatMap(({ claim, blockedBy: older }) => {
    if (older === undefined) return []
    return `${claim.hostname} of namespace ${claim.namespace} overlaps ${older.hostname} of namespace ${older.namespace}`
  })
  if (names.length === 0) return undefined
  return {
    reason: 'HostnameOverlaps',
    message: `hostnames without a listener, because an older one overlaps: ${listed(names)}`
  }
}

function outsideAllowlist(seen: Observation, { held }: Placement): Trouble | undefined {
  const domainOf = domainFinder(seen.pool.spec.domains)
  const outside = held
    .map(({ claim }) => claim.hostname)
    .filter(hostname => domainOf(hostname) === undefined)
  if (outside.length === 0) return undefined
  return {
    reason: 'ClaimsOutsideAllowlist',
    message: `hostnames that no domain of the pool covers keep working: ${listed(outside)}. Put their domain back, or have their requests deleted`
  }
}

function gatewaysReady(
  { gateways }: Placement,
  standings: ReadonlyMap<string, GatewayState>,
  ready: (name: string) => boolean
): Finding {
  const type = 'GatewaysReady'
  const waiting = gateways.filter(({ name }) => !ready(name)).map(({ name }) => standings.get(name))
  const gravest = waiting.find(standing => standing?.reason !== 'WaitingForGateway') ?? waiting[0]
  if (gravest === undefined)
    return {
      type,
      status: 'True',
      reason: 'GatewaysReady',
      message: `${counted(gateways.length, 'Gateway')} ready`
    }
  return {
    type,
    status: 'False',
    reason: gravest.reason,
    message: waiting.map(standing => standing?.message).join('; ')
  }
}

function capacityAvailable(seen: Observation, { free, full }: Placement): Finding {
  const type = 'CapacityAvailable'
  if (seen.finalizing)
    return {
      type,
      status: 'False',
      reason: 'Deleting',
      message: 'the pool is being deleted and takes nobody'
    }
  if (free > 0)
    return {
      type,
      status: 'True',
      reason: 'CapacityAvailable',
      message: `room for ${counted(free, 'more hostname')}`
    }
  const waiting = full === 0 ? '' : `, and ${counted(full, 'request')} waiting for it`
  return {
    type,
    status: 'False',
    reason: 'PoolFull',
    message: `there is no room for more hostnames${waiting}: raise spec.capacity`
  }
}

function summary(
  findings: readonly Finding[],
  hostnames: number,
  { gateways }: Placement
): Finding {
  const missing = findings.find(({ status }) => status !== 'True')
  if (missing !== undefined) return { ...missing, type: 'Ready', status: 'False' }
  return {
    type: 'Ready',
    status: 'True',
    reason: 'Ready',
    message: `${counted(hostnames, 'hostname')} on ${counted(gateways.length, 'Gateway')}`
  }
}
