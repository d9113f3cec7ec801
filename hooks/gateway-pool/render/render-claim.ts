import type { DomainClaimSpec, Target } from '../../api/domain-claim.ts'
import type { DesiredObject } from '../../api/objects.ts'
import { defined } from '../../defined.ts'
import { claimName } from '../../hostname/claim-name.ts'
import type { Holder } from '../../hostname/overlap-index.ts'
import { sameTarget } from '../../load-balancer/dns-name.ts'
import type { Held } from '../admit/held.ts'
import { newReleaseTime } from '../admit/release.ts'
import type { Attachment } from '../attach/attach.ts'
import type { GatewayState } from '../gateways/gateway-state.ts'
import { otherManagersOf } from '../observe/field-managers.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import type { Placed } from '../place/place.ts'

/** The claim of a newcomer. */
export function renderNewClaim(
  seen: Observation,
  { request, domain, gateway }: Placed
): DesiredObject<DomainClaimSpec> {
  const { validationZoneID, hostedZoneID } = domain
  const name = claimName(request.hostname)
  const spec: DomainClaimSpec = {
    hostname: request.hostname,
    requestRef: request.ref,
    poolName: seen.pool.metadata.name,
    region: seen.region,
    hostedZoneID,
    ...defined({ validationZoneID }),
    gatewayRef: { namespace: seen.pool.spec.gatewayNamespace, name: gateway, sectionName: name },
    ...settingsOf(seen),
    gatewayStatus: awaitsCertificate
  }
  return { apiVersion: seen.versions.DomainClaim, kind: 'DomainClaim', metadata: { name }, spec }
}

/**
 * A held claim: what cannot change is as it was observed, whatever the pool's spec says now. One that
 * is terminating is listed as it is.
 */
export function renderHeldClaim(
  seen: Observation,
  held: Held,
  attachment: Attachment | undefined
): DesiredObject<DomainClaimSpec> {
  const { claim, request } = held
  const releasedAt = held.releasedAt ?? releaseToTakeOver(claim, seen)
  const { spec, metadata } = claim.object
  const base = {
    apiVersion: seen.versions.DomainClaim,
    kind: 'DomainClaim',
    metadata: { name: metadata.name }
  }
  if (claim.terminating) return { ...base, spec }
  const { hostname, poolName, region, hostedZoneID, validationZoneID, gatewayRef } = spec
  return {
    ...base,
    spec: {
      hostname,
      requestRef: request ?? spec.requestRef,
      poolName,
      region,
      hostedZoneID,
      ...defined({ validationZoneID }),
      gatewayRef,
      ...settingsOf(seen),
      ...defined({ releasedAt }),
      ...loadBalancerOf(seen, held, attachment)
    }
  }
}

/**
 * A release is taken back by leaving it out, which does nothing where somebody else owns it too (a restore): then
 * another time is written first, which makes it ours alone.
 */
function releaseToTakeOver({ object }: SeenClaim, { now, pool }: Observation): string | undefined {
  const { releasedAt } = object.spec
  if (releasedAt === undefined || otherManagersOf(object, ['f:releasedAt']).length === 0)
    return undefined
  const time = newReleaseTime(now, pool.spec.releaseGraceSeconds)
  return time === releasedAt ? newReleaseTime(now + 10_000, pool.spec.releaseGraceSeconds) : time
}

function settingsOf({ pool }: Observation): Pick<DomainClaimSpec, 'deletionPolicy' | 'dns'> {
  const { validationTTLSeconds, validationRecords } = pool.spec.dns
  return {
    deletionPolicy: pool.spec.deletionPolicy,
    dns: { validationTTLSeconds, validationRecords }
  }
}

/** What the claim is told of its load balancer: the target, and how things stand until it was Ready once. */
function loadBalancerOf(seen: Observation, held: Held, attachment: Attachment | undefined) {
  const target = targetFor(held, attachment)
  const gatewayStatus = gatewayStatusFor(seen, held, attachment)
  return { ...defined({ target, gatewayStatus }) }
}

type GatewayStatus = NonNullable<DomainClaimSpec['gatewayStatus']>

/** Until then nothing depends on the Gateway, and every change of a claim's spec costs a write and a sync. */
const awaitsCertificate: GatewayStatus = {
  ready: false,
  reason: 'WaitingForGateway',
  message: 'the Gateway takes the hostname on once its certificate is issued'
}

/**
 * What a claim is told of its Gateway: nothing once it was Ready, and nothing new while the controller
 * only lags behind a change of ours: each new hostname changes the Gateway of all its neighbours.
 */
function gatewayStatusFor(
  seen: Observation,
  held: Held,
  attachment: Attachment | undefined
): GatewayStatus | undefined {
  const { claim, blockedBy } = held
  const withheld = attachment?.withheld.get(claim)
  if (withheld !== undefined) return gatewayStatusOf({ ready: false, ...withheld })
  // What somebody else owns too (a restore) would stay as it is, for ever, if it were left out.
  const stays =
    claim.object.spec.gatewayStatus !== undefined &&
    otherManagersOf(claim.object, ['f:gatewayStatus']).length > 0
  if (blockedBy === undefined && claim.wasReady && !stays) return undefined
  if (blockedBy === undefined && claim.certificate.status !== 'ISSUED') return awaitsCertificate
  const standing = stateFor(seen, held, attachment)
  return (
    (standing.lagging ? claim.object.spec.gatewayStatus : undefined) ?? gatewayStatusOf(standing)
  )
}

/** The target of the alias, once its Gateway is observed to carry the claim's certificate. */
function targetFor(
  { claim, blockedBy }: Held,
  attachment: Attachment | undefined
): Target | undefined {
  if (
    attachment?.target === undefined ||
    blockedBy !== undefined ||
    !attachment.attached.has(claim)
  )
    return targetToTakeOver(claim)
  const before = claim.object.spec.target?.dnsName
  const isSpelledOtherwise = before !== undefined && sameTarget(before, attachment.target.dnsName)
  return isSpelledOtherwise ? { ...attachment.target, dnsName: before } : attachment.target
}

/**
 * A target that somebody else owns too (a restore) does not go when it is left out. Spelled with a dot at its end, or
 * without, it is the same one, and ours alone: then it goes.
 */
function targetToTakeOver({ object }: SeenClaim): Target | undefined {
  const { target } = object.spec
  if (target === undefined || otherManagersOf(object, ['f:target']).length === 0) return undefined
  const { dnsName } = target
  return { ...target, dnsName: dnsName.endsWith('.') ? dnsName.slice(0, -1) : `${dnsName}.` }
}

/** How things stand for one claim: its Gateway, its zone id, its own listener. */
function stateFor(
  seen: Observation,
  { claim, blockedBy }: Held,
  attachment: Attachment | undefined
): GatewayState {
  const notReady = { ready: false, lagging: false } as const
  const { name, namespace, sectionName } = claim.object.spec.gatewayRef
  if (blockedBy !== undefined)
    return { ...notReady, reason: 'HostnameOverlaps', message: overlapFor(claim, blockedBy) }
  if (attachment === undefined)
    return {
      ...notReady,
      reason: 'WaitingForGateway',
      message: `pool ${seen.pool.metadata.name} runs no Gateway ${namespace}/${name}`
    }
  if (attachment.state.reason === 'GatewayBlocked')
    return { ...attachment.state, message: blockedFor(name, seen) }
  if (!attachment.state.ready || attachment.present.has(sectionName)) return attachment.state
  return {
    ...notReady,
    reason: 'WaitingForGateway',
    message: `Gateway ${name} has no listener for ${claim.hostname} yet`
  }
}

/** The controller's own words may name routes and services of any namespace; they are in the pool's conditions. */
function blockedFor(gateway: string, { pool }: Observation): string {
  return `Gateway ${gateway} is refused by its controller, often for one HTTPRoute on it; the platform team finds its words in the conditions of GatewayPool ${pool.metadata.name}`
}

/** The message reaches the request: of another namespace it says no more than that there is one. */
function overlapFor({ namespace, hostname }: SeenClaim, older: Holder): string {
  const what =
    older.namespace === namespace
      ? `${older.hostname}, which is older`
      : 'an older hostname of another namespace'
  return `${hostname} overlaps ${what}`
}

function gatewayStatusOf({ ready, reason, message }: GatewayStatus): GatewayStatus {
  return { ready, reason, message: message.slice(0, 1024) }
}
