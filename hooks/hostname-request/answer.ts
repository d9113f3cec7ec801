import type { DomainClaim } from '../api/domain-claim.ts'
import type { HostnameRequest } from '../api/gateway-hostname-request.ts'
import type { KubernetesObject } from '../api/objects.ts'
import { type Reading, readClaim } from '../api/read.ts'
import { conditionOf, type Finding } from '../conditions/conditions.ts'
import { readConditions } from '../conditions/read-conditions.ts'
import { isReason } from '../conditions/reasons.ts'

/** How the pool has answered a request so far. */
export type PoolAnswer = {
  accepted: Finding
  claimed: Finding
  /** The claim; absent unless it holds the hostname for this very request. */
  claim?: DomainClaim
}

/** The objects that make up the pool's answer, and the time. */
export type Observation = {
  /** The claim on the hostname, for this request or another one. */
  claim: KubernetesObject | undefined
  /** The pool's refusal of this request. */
  denial: KubernetesObject | undefined
} & Moment

/** The time, and what is known of the pool at that time. */
export type Moment = {
  /** Milliseconds since the epoch. */
  now: number
  /**
   * Whether the pool was synced lately: it exists, and will answer when it comes to the request.
   * Absent when nothing is known of it.
   */
  isPoolAlive?: boolean
}

/**
 * How long (ms) a pool may take before the request says that the pool does not answer. A pool that
 * is alive may have hundreds of requests to answer first.
 */
const patienceMs = { alive: 300_000, unknown: 60_000 }

/**
 * Reads the pool's answer: a claim that names this request, or a HostnameDenial. If both exist, the
 * claim counts, because the pool is about to delete the denial.
 */
export function answerTo(
  request: HostnameRequest,
  { claim, denial, ...moment }: Observation
): PoolAnswer {
  const reading = claim && readClaim(claim)
  const claimed = claimedFinding(request, reading, moment)
  if (reading?.ok && claimed.status === 'True')
    return { accepted: granted(request), claimed, claim: reading.value }
  return { accepted: denial ? refused(denial) : undecided(request, claimed, moment), claimed }
}

function granted({ spec }: HostnameRequest): Finding {
  const message = `GatewayPool ${spec.poolName} serves ${spec.hostname}.`
  return { type: 'Accepted', status: 'True', reason: 'Accepted', message }
}

function refused(denial: KubernetesObject): Finding {
  const { reason, message } = (denial.spec ?? {}) as { reason?: unknown; message?: unknown }
  if (isReason(reason) && typeof message === 'string')
    return { type: 'Accepted', status: 'False', reason, message }
  const unreadable = `HostnameDenial ${denial.metadata.name} cannot be read.`
  return { type: 'Accepted', status: 'Unknown', reason: 'UnreadableObjects', message: unreadable }
}

/**
 * The Accepted condition while the pool has not answered. If another claim is in the way, Accepted
 * says the same as Claimed, because the pool waits for the same thing as the request.
 */
function undecided(request: HostnameRequest, claimed: Finding, moment: Moment): Finding {
  if (claimed.reason !== 'WaitingForEarlierStep')
    return { ...claimed, type: 'Accepted', status: 'Unknown' }
  const message = `Waiting for GatewayPool ${request.spec.poolName} to answer.`
  return { type: 'Accepted', status: 'Unknown', ...awaitingPool(request, message, moment) }
}

function claimedFinding(
  request: HostnameRequest,
  claim: Reading<DomainClaim> | undefined,
  moment: Moment
): Finding {
  if (claim === undefined)
    return notClaimed('WaitingForEarlierStep', 'The pool has not answered yet.', 'Unknown')
  if (!claim.ok)
    return notClaimed(
      'UnreadableObjects',
      `The DomainClaim cannot be read: ${claim.problem}`,
      'Unknown'
    )
  const { metadata, spec } = claim.value
  const { hostname } = request.spec
  const isItsOwn = isOurs(request, claim.value)
  if (metadata.deletionTimestamp !== undefined)
    return notClaimed('Deleting', isItsOwn ? claimDeleted(metadata.name) : beingGivenUp(hostname))
  if (isItsOwn) {
    const message = `DomainClaim ${metadata.name} holds ${hostname} for this request.`
    return { type: 'Claimed', status: 'True', reason: 'Done', message }
  }
  if (spec.requestRef.namespace !== request.metadata.namespace) {
    return notClaimed('HostnameTaken', `A request of another namespace holds ${hostname}.`)
  }
  return heldInOwnNamespace(request, claim.value, moment)
}

function isOurs({ metadata, spec }: HostnameRequest, claim: DomainClaim): boolean {
  return claim.spec.requestRef.uid === metadata.uid && claim.spec.hostname === spec.hostname
}

/**
 * A claim of this namespace holds the hostname for another request. If that other request was
 * deleted, the pool passes the claim on to this request. The request was deleted if the claim is
 * released, or if the claim names a request of the same name as this one. A pool cannot pass on the
 * claim of another pool.
 */
function heldInOwnNamespace(
  request: HostnameRequest,
  { spec }: DomainClaim,
  moment: Moment
): Finding {
  const { hostname, poolName } = request.spec
  const { requestRef, releasedAt } = spec
  if (spec.poolName !== poolName) return notClaimed('HostnameTaken', heldThroughAnotherPool(spec))
  if (requestRef.name !== request.metadata.name && releasedAt === undefined) {
    const message = `GatewayHostnameRequest ${requestRef.name} of this namespace holds ${hostname}.`
    return notClaimed('HostnameTaken', message)
  }
  const kept = `${hostname} is kept for this namespace since its former request was deleted`
  const awaited = `${kept}; waiting for the pool to pass it on.`
  const { reason, message } = awaitingPool(request, awaited, moment)
  return notClaimed(reason, message)
}

function heldThroughAnotherPool({
  hostname,
  poolName,
  requestRef,
  releasedAt
}: DomainClaim['spec']): string {
  const holder = `GatewayHostnameRequest ${requestRef.name} of this namespace`
  if (releasedAt === undefined)
    return `${holder} holds ${hostname} through GatewayPool ${poolName}.`
  return [
    `${holder} held ${hostname} through GatewayPool ${poolName}.`,
    'That pool keeps it until the grace is over.',
    'A request that names that pool gets it at once; this one has to wait.'
  ].join(' ')
}

/**
 * The message when the own claim of a live request is being deleted. Only a person deletes such a
 * claim, and the pool makes it anew.
 */
function claimDeleted(claimName: string): string {
  return [
    `DomainClaim ${claimName} is being deleted although this request exists.`,
    'Its DNS records and its certificate are removed, usually within minutes.',
    'Then the hostname is requested anew. Nothing has to be done.'
  ].join(' ')
}

function beingGivenUp(hostname: string): string {
  return [
    `${hostname} is being given up.`,
    'Its DNS records and its certificate are removed, usually within minutes.',
    'Then it is free, and goes to the oldest request that waits for it.'
  ].join(' ')
}

function notClaimed(
  reason: Finding['reason'],
  message: string,
  status: 'False' | 'Unknown' = 'False'
): Finding {
  return { type: 'Claimed', status, reason, message }
}

function patienceWith({ isPoolAlive }: Moment): number {
  return isPoolAlive === true ? patienceMs.alive : patienceMs.unknown
}

/**
 * The request waits for its pool. If the pool has not answered in time, the message says where a
 * person can look. That message stays until the pool answers.
 */
function awaitingPool(
  request: HostnameRequest,
  message: string,
  moment: Moment
): Pick<Finding, 'reason' | 'message'> {
  const { now } = moment
  const isLate = now - waitingSince(request, now) >= patienceWith(moment)
  if (!saysNoAnswer(request) && !isLate) return { reason: 'WaitingForPool', message }
  return { reason: 'NoAnswerFromPool', message: noAnswer(request.spec.poolName) }
}

function noAnswer(poolName: string): string {
  return [
    `GatewayPool ${poolName} does not answer.`,
    `Check that it exists, and what it says: kubectl describe gatewaypool ${poolName}.`,
    'If you may not see pools, ask the platform team.'
  ].join(' ')
}

function saysNoAnswer({ status }: HostnameRequest): boolean {
  return conditionOf(readConditions(status), 'Accepted')?.reason === 'NoAnswerFromPool'
}

/**
 * When (ms) a request starts to report that its pool does not answer; `undefined` when the pool has
 * answered, or when the request reports that already.
 */
export function patienceEndsAt(
  request: HostnameRequest,
  { accepted }: PoolAnswer,
  moment: Moment
): number | undefined {
  if (accepted.reason !== 'WaitingForPool') return undefined
  return waitingSince(request, moment.now) + patienceWith(moment)
}

/**
 * When (ms) the request began to wait for its pool; `now` when its status does not say that it
 * waits. When a hostname is handed over, the pool deletes its refusal before the claim comes. The
 * request then begins to wait only now, and the pool is not late. Accepted is Unknown also while a
 * claim that is being given up is in the way, so its time may be too early. The status of Claimed
 * changes when that claim is gone, so the time of Claimed counts too.
 */
function waitingSince({ status }: HostnameRequest, now: number): number {
  const last = readConditions(status)
  if (conditionOf(last, 'Accepted')?.reason !== 'WaitingForPool') return now
  const both = last.filter(({ type }) => type === 'Accepted' || type === 'Claimed')
  return Math.max(...both.map(({ lastTransitionTime }) => Date.parse(lastTransitionTime)))
}
