import type { DomainClaimSpec } from '../../api/domain-claim.ts'
import { advise } from '../../conditions/advise.ts'
import type { Problem } from '../../conditions/conditions.ts'
import type { Holder } from '../../hostname/overlap-index.ts'
import type { Held } from '../admit/held.ts'
import type { Attachment } from '../attach/attach.ts'
import { overriddenCertificates } from '../gateways/class-overrides.ts'
import type { GatewayState } from '../gateways/gateway-state.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import { keepsGatewayStatus } from './co-owned-fields.ts'

/** What a claim is told about its Gateway. */
export type GatewayStatus = NonNullable<DomainClaimSpec['gatewayStatus']>

/** Most characters of its message, as the CRD bounds it. */
const longestMessage = 1024

/**
 * What a claim is told until its certificate is issued, and shortly after. Each change of a claim's
 * spec costs a write and a sync, and until then nothing depends on the Gateway. So this status
 * never changes.
 */
export const awaitsCertificate: GatewayStatus = {
  ready: false,
  reason: 'WaitingForGateway',
  message: 'the Gateway gets the certificate and the listener of the hostname next'
}

/**
 * Within this time (ms) after the certificate of a claim is issued, a Gateway that exists usually
 * carries it.
 */
const usuallyOpenedMs = 45_000

/**
 * Until when (ms) a claim is told nothing of its Gateway but that all is in place, or that
 * something is wrong: then the claim is written once with its target. After this time the claim is
 * told each state, and gets a target that is not ready yet, so that the alias propagates meanwhile.
 * `undefined` if the claim is not at this step.
 */
export function quietUntil({ wasReady, issuedSince, object }: SeenClaim): number | undefined {
  const isAtStep = !wasReady && issuedSince !== undefined && object.spec.target === undefined
  return isAtStep ? issuedSince + usuallyOpenedMs : undefined
}

/** Whether a claim is told nothing yet. */
export function isQuiet(claim: SeenClaim, { now }: Observation): boolean {
  return (quietUntil(claim) ?? now) > now
}

/** Reasons for which a Gateway is not ready that usually pass within seconds or minutes. */
const passing: readonly string[] = ['WaitingForGateway', 'GatewayHasNoAddress']

/**
 * Decides what a claim is told about its Gateway. Each new hostname changes the Gateway, so that
 * its controller lags for a moment. If the claims on the Gateway were told so, each new hostname
 * would change all of them. So a claim is told nothing new while the controller only lags. The
 * first row that fits decides.
 *
 * | claim | gatewayStatus |
 * |---|---|
 * | its certificate is withheld | why the certificate is withheld |
 * | an older hostname overlaps its hostname | HostnameOverlaps |
 * | its load balancer has another scheme than the pool's | SchemeMismatch |
 * | its certificate is issued, and the GatewayClass replaces the certificates | that |
 * | was Ready once, and our apply can remove the field | absent |
 * | its certificate is not issued | that the Gateway waits for the certificate |
 * | its Gateway is lagging, and the claim was told something before | what it was told before |
 * | its certificate was just issued, and its Gateway is not ready yet | what it was told before |
 * | all is in place, and our apply can remove the field | absent |
 * | any other | the state of its Gateway and of its own listener |
 *
 * @param hasTarget whether the pool knows the target of the claim now
 */
export function gatewayStatusFor(
  seen: Observation,
  { claim, blockedBy }: Held,
  attachment: Attachment | undefined,
  hasTarget: boolean
): GatewayStatus | undefined {
  const withheld = attachment?.withheld.get(claim)
  if (withheld !== undefined) return notReady(withheld)
  if (blockedBy !== undefined) return notReady(overlap(claim, blockedBy))
  const misled = misledBy(seen, claim, attachment)
  if (misled !== undefined) return notReady(misled)
  if (claim.wasReady && !keepsGatewayStatus(claim)) return undefined
  if (claim.certificate.status !== 'ISSUED') return awaitsCertificate
  const { gatewayStatus: told, target } = claim.object.spec
  const isLagging = attachment?.gateway.state.lagging === true
  if (isLagging && (told !== undefined || target !== undefined)) return told
  const state = stateFor(seen, claim, attachment)
  if (state.ready && hasTarget && !keepsGatewayStatus(claim)) return undefined
  const isPassing = !state.ready && passing.includes(state.reason)
  return isPassing && isQuiet(claim, seen) ? (told ?? awaitsCertificate) : state
}

/**
 * What the load balancer has from the parameters of the GatewayClass, or from somebody else, in
 * place of what the pool says. It can take a hostname out of service, so a claim that was Ready is
 * told too. A claim is not told the names of the platform team's objects.
 */
function misledBy(
  seen: Observation,
  { certificate }: SeenClaim,
  attachment: Attachment | undefined
): Problem | undefined {
  const { state } = attachment?.gateway ?? {}
  if (state?.reason === 'SchemeMismatch') return state
  if (certificate.status !== 'ISSUED' || overriddenCertificates(seen) === undefined)
    return undefined
  const { gatewayClassName } = seen.pool.spec
  return {
    reason: 'CertificatesOverridden',
    message: `GatewayClass ${gatewayClassName} replaces the certificates of the load balancer`
  }
}

/** The state of a claim's Gateway, and of the claim's own listener on it. */
function stateFor(
  { pool }: Observation,
  { object, hostname }: SeenClaim,
  attachment: Attachment | undefined
): GatewayStatus {
  const { name, namespace, sectionName } = object.spec.gatewayRef
  if (attachment === undefined)
    return waiting(`pool ${pool.metadata.name} has no Gateway ${namespace}/${name}`)
  const { state } = attachment.gateway
  if (state.reason === 'GatewayBlocked') return notReady(blocked(name, pool.metadata.name))
  if (state.ready && !attachment.present.has(sectionName))
    return waiting(`Gateway ${name} has no listener for ${hostname} yet`)
  return state.ready ? ready(state) : notReady(state)
}

/**
 * Leaves out the message of the controller, which may name routes and services of any namespace.
 */
function blocked(gateway: string, pool: string): Problem {
  const where = `the conditions of GatewayPool ${pool} have its message`
  return {
    reason: 'GatewayBlocked',
    message: `Gateway ${gateway} is refused by its controller; ${where}`
  }
}

/**
 * The app team of the request reads this message. So the message does not name the older hostname
 * if that hostname belongs to another namespace.
 */
function overlap({ namespace, hostname }: SeenClaim, older: Holder): Problem {
  const isOwn = older.namespace === namespace
  const other = isOwn ? `the older ${older.hostname}` : 'an older hostname of another namespace'
  return { reason: 'HostnameOverlaps', message: `${hostname} overlaps ${other}` }
}

function ready({ reason, message }: GatewayState): GatewayStatus {
  return { ready: true, reason, message }
}

function waiting(message: string): GatewayStatus {
  return notReady({ reason: 'WaitingForGateway', message })
}

function notReady({ reason, message }: Problem): GatewayStatus {
  return { ready: false, reason, message: advise(reason, message, longestMessage) }
}
