import type { DomainClaim } from '../api/domain-claim.ts'
import type { HostnameRequest } from '../api/gateway-hostname-request.ts'
import type { KubernetesObject } from '../api/objects.ts'
import { type Reading, readClaim } from '../api/read.ts'
import { conditionOf, type Finding } from '../conditions/conditions.ts'
import { readConditions } from '../conditions/read-conditions.ts'
import { isReason } from '../conditions/reasons.ts'

/** What the pool has made of a request so far. */
export type PoolAnswer = {
  accepted: Finding
  claimed: Finding
  /** The claim, only when it holds the hostname for this very request. */
  claim?: DomainClaim
}

/** What of the pool's answer is there: the claim on the hostname, whoever has it, and the refusal. */
export type Observation = {
  claim: KubernetesObject | undefined
  denial: KubernetesObject | undefined
  now: number
}

/** How long a pool may take before it is said that it does not answer, in milliseconds. */
const patience = 60_000

/**
 * Reads the pool's answer: a claim that names this request, or a HostnameDenial. With both, the claim
 * counts: the denial is about to go.
 */
export function answerTo(
  request: HostnameRequest,
  { claim, denial, now }: Observation
): PoolAnswer {
  const reading = claim && readClaim(claim)
  const claimed = claimedFinding(request, reading, now)
  if (reading?.ok && claimed.status === 'True')
    return { accepted: granted(request), claimed, claim: reading.value }
  return { accepted: denial ? refused(denial) : undecided(request, claimed, now), claimed }
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

/** Where somebody else's claim is in the way, that is what the pool waits for too. */
function undecided(request: HostnameRequest, claimed: Finding, now: number): Finding {
  if (claimed.reason !== 'WaitingForEarlierStep')
    return { ...claimed, type: 'Accepted', status: 'Unknown' }
  const message = `Waiting for GatewayPool ${request.spec.poolName} to answer.`
  return { type: 'Accepted', status: 'Unknown', ...awaitingPool(request, message, now) }
}

function claimedFinding(
  request: HostnameRequest,
  claim: Reading<DomainClaim> | undefined,
  now: number
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
    return notClaimed('Deleting', isItsOwn ? beingDeleted(metadata.name) : beingGivenUp(hostname))
  if (isItsOwn) {
    const message = `DomainClaim ${metadata.name} holds ${hostname} for this request.`
    return { type: 'Claimed', status: 'True', reason: 'Done', message }
  }
  if (spec.requestRef.namespace !== request.metadata.namespace) {
    return notClaimed('HostnameTaken', `A request of another namespace holds ${hostname}.`)
  }
  return heldInOwnNamespace(request, claim.value, now)
}

function isOurs({ metadata, spec }: HostnameRequest, claim: DomainClaim): boolean {
  return claim.spec.requestRef.uid === metadata.uid && claim.spec.hostname === spec.hostname
}

/**
 * One of the same name had it before and was deleted, as was that of a released claim: the pool passes
 * the claim on. Another pool's claim it cannot pass on.
 */
function heldInOwnNamespace(request: HostnameRequest, { spec }: DomainClaim, now: number): Finding {
  const { hostname, poolName } = request.spec
  const { requestRef, releasedAt } = spec
  if (spec.poolName !== poolName) return notClaimed('HostnameTaken', heldThroughAnotherPool(spec))
  if (requestRef.name !== request.metadata.name && releasedAt === undefined)
    return notClaimed(
      'HostnameTaken',
      `GatewayHostnameRequest ${requestRef.name} of this namespace holds ${hostname}.`
    )
  const message = `${hostname} is kept for this namespace since its former request was deleted; waiting for the pool to pass it on.`
  const { reason, message: inTime } = awaitingPool(request, message, now)
  return notClaimed(reason, inTime)
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
  return `${holder} held ${hostname} through GatewayPool ${poolName}, which keeps it until its grace is over. A request that names that pool has it at once; this one has to wait.`
}

/** Nobody deletes the claim of a live request but a person: it was not asked for, and is made good. */
function beingDeleted(claimName: string): string {
  return `DomainClaim ${claimName} is being deleted, although this request is there: its DNS records and its certificate are removed, usually within minutes. When it is gone, the hostname is requested anew; nothing has to be done.`
}

function beingGivenUp(hostname: string): string {
  return `${hostname} is being given up: its DNS records and its certificate are removed, usually within minutes. Then it is free, and goes to the oldest request that waits for it.`
}

function notClaimed(
  reason: Finding['reason'],
  message: string,
  status: 'False' | 'Unknown' = 'False'
): Finding {
  return { type: 'Claimed', status, reason, message }
}

/** The pool has a minute; after it, the message says where to look, until the pool has answered. */
function awaitingPool(
  request: HostnameRequest,
  message: string,
  now: number
): Pick<Finding, 'reason' | 'message'> {
  if (!saysNoAnswer(request) && !(now - waitingSince(request, now) >= patience)) {
    return { reason: 'WaitingForPool', message }
  }
  const { poolName } = request.spec
  return {
    reason: 'NoAnswerFromPool',
    message: `GatewayPool ${poolName} has not answered for more than a minute. Does it exist, and what does it say? kubectl describe gatewaypool ${poolName}, or, where you may not see pools, ask the platform team.`
  }
}

function saysNoAnswer({ status }: HostnameRequest): boolean {
  return conditionOf(readConditions(status), 'Accepted')?.reason === 'NoAnswerFromPool'
}

/** When a request without an answer will say so, in milliseconds; undefined where it need not, or does already. */
export function patienceEndsAt(
  request: HostnameRequest,
  { accepted }: PoolAnswer,
  now: number
): number | undefined {
  return accepted.reason === 'WaitingForPool' ? waitingSince(request, now) + patience : undefined
}

/**
 * Since when it is told to wait, in milliseconds; from now on where it was told something else: on a
 * hand-over the refusal goes before the claim comes, and an answer that was there a moment ago is not late.
 * Accepted is Unknown, too, while a claim that is being given up is in the way; Claimed tells these two apart.
 */
function waitingSince({ status }: HostnameRequest, now: number): number {
  const before = readConditions(status)
  if (conditionOf(before, 'Accepted')?.reason !== 'WaitingForPool') return now
  const told = before.filter(({ type }) => type === 'Accepted' || type === 'Claimed')
  return Math.max(...told.map(({ lastTransitionTime }) => Date.parse(lastTransitionTime)))
}
