import { createAnswerNews } from '../answer-news.ts'
import type { DomainClaim, DomainClaimStatus } from '../api/domain-claim.ts'
import { readClaim } from '../api/read.ts'
import type { AWS } from '../aws/aws.ts'
import { AWSFailure, describeFailure } from '../aws/failure.ts'
import { type Fence, type FenceTimes, fenceFrom } from '../aws/fence.ts'
import type { Clock } from '../clock.ts'
import { type Finding, toConditions } from '../conditions/conditions.ts'
import { keepsZones } from '../conditions/nothing-in-zones.ts'
import { isOfStep } from '../conditions/progress.ts'
import { defined } from '../defined.ts'
import type { Call, Hook, HookAnswer, Log } from '../hook.ts'
import { cloudFrontRegions } from '../partition.ts'
import { setNewest } from '../set-newest.ts'
import type { SyncRequest, SyncResponse } from '../wire/metacontroller.ts'
import type { Result } from './act/act.ts'
import { logFor } from './act/log-actions.ts'
import type { SyncObserver } from './act/sync-observer.ts'
import { createBriefTroubles } from './brief-troubles.ts'
import { describeAction } from './facts/action.ts'
import { isReadableStatus, withoutFuture } from './observe/read-status.ts'
import { createRecall, withRecalled } from './observe/recall.ts'
import { Busy, createOneAtATime } from './one-at-a-time.ts'
import { reportFailure } from './report/report-failure.ts'
import { planClaim, type SyncTools, syncClaim } from './sync.ts'
import { notesOnWildcards } from './to-ready/hidden-names.ts'

export type ClaimHookOptions = {
  aws: AWS
  clock: Clock
  cluster: string
  certificateRegions: readonly string[]
  fenceTimes: FenceTimes
  /** Is told what each sync has answered and done, but for dry runs. It never throws. */
  tellClaim?: (answered: AnsweredClaim) => void
}

/** What a sync of a claim has answered, and what it has done in AWS. */
export type AnsweredClaim = {
  claim: DomainClaim
  request: SyncRequest
  response: SyncResponse<DomainClaimStatus>
  results: readonly Result[]
  log: Log
}

/** One installation has fewer claims than this. */
const mostClaims = 20_000

/** The sync and finalize hook of DomainClaims. */
export function createClaimHook(options: ClaimHookOptions): Hook {
  const { clock, fenceTimes } = options
  const oneAtATime = createOneAtATime(clock)
  const recall = createRecall()
  const ends = new Map<string, string>()
  const deletionsSeen = new Map<string, number>()
  const briefTroubles = createBriefTroubles(mostClaims)
  const answerNews = createAnswerNews()
  return async (body, call) => {
    const request = body as SyncRequest
    const reading = readClaim(request.parent)
    if (!reading.ok) {
      const refused = refuse(request.parent as DomainClaim, reading.problem, clock.now())
      return { status: 200, body: refused }
    }
    const claim = withReadableStatus(reading.value)
    const { uid } = claim.metadata
    const isDeleted = claim.metadata.deletionTimestamp !== undefined
    if (!call.dryRun) noteEnd(claim, ends, options.aws)
    if (isDeleted && !call.dryRun) noteDeletion(deletionsSeen, uid, clock.now())
    const fence = { ...fenceFrom(clock, fenceTimes, call.signal), ...callerOf(claim, call) }
    const tools = {
      ...options,
      briefTroubles,
      otherRegions: otherRegionsOf(claim, options),
      settleSeconds: settleOf(fenceTimes),
      // This is about the status in the API server. What this process recalls does not count.
      keepsZones: keepsZones(reading.value.status),
      ...defined({ deletionSeenAt: deletionsSeen.get(uid) }),
      fence
    }
    const remembered = () => withPastStatus(withRecalled(claim, recall.of(uid)), clock.now())
    if (call.dryRun) return dryRun(remembered(), tools)
    const run = async () => {
      const results: Result[] = []
      const observer = noting(results, logFor(claim, call.log))
      const { response, isUntold = false } = await syncClaim(remembered(), tools, observer)
      if (response.finalized) recall.forget(uid)
      else recall.note(uid, response.status)
      options.tellClaim?.({ claim, request, response, results, log: call.log })
      return answerNews(request, response, { isOfOldGeneration: isUntold })
    }
    return answerUnlessBusy(() => oneAtATime(uid, fence, run))
  }
}

/**
 * As whom the claim calls AWS. A dry run cannot come back, and must neither take nor lose the
 * places of the claim in the queues.
 */
function callerOf(
  { metadata, spec }: DomainClaim,
  { dryRun }: Call
): Pick<Fence, 'callerID' | 'namespace'> {
  return dryRun ? {} : { callerID: metadata.uid, namespace: spec.requestRef.namespace }
}

/**
 * A claim that is released or deleted gives up its places in the queues for AWS once: a certificate
 * that it waited for is not wanted any more, and others wait behind it.
 */
function noteEnd({ metadata, spec }: DomainClaim, ends: Map<string, string>, aws: AWS): void {
  const end = metadata.deletionTimestamp ?? spec.releasedAt
  if (end === undefined || ends.get(metadata.uid) === end) return
  aws.leaveQueues(metadata.uid)
  setNewest(ends, metadata.uid, end, mostClaims)
}

/**
 * Notes when the deletion of a claim was first seen. If the clock was set back, that time can lie
 * in the future. Nothing that AWS shows would be newer, so the deletion then counts as first seen
 * now.
 */
function noteDeletion(deletionsSeen: Map<string, number>, uid: string, now: number): void {
  const seenAt = deletionsSeen.get(uid)
  if (seenAt === undefined || seenAt > now) setNewest(deletionsSeen, uid, now, mostClaims)
}

/** Collects what a sync does, in addition to what the observer makes of it. */
function noting(results: Result[], observer: SyncObserver): SyncObserver {
  return {
    ...observer,
    acted: result => {
      results.push(result)
      observer.acted(result)
    }
  }
}

/**
 * An earlier hook request for the same claim may still be running. Metacontroller then tries again
 * after this many seconds.
 */
const busyRetrySeconds = 5

async function answerUnlessBusy(run: () => Promise<HookAnswer>): Promise<HookAnswer> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof Busy)) throw error
    const body = { error: 'busy', reason: error.message }
    return { status: 429, headers: { 'retry-after': `${busyRetrySeconds}` }, body }
  }
}

/**
 * Seconds from the start of a sync until nothing that the sync has sent to AWS can still have an
 * effect.
 */
function settleOf({ sendWithinSeconds, callTimeoutSeconds }: FenceTimes): number {
  return sendWithinSeconds + callTimeoutSeconds
}

/**
 * Regions besides the claim's own in which certificates may need the same validation record:
 * those of CloudFront are always among them.
 */
function otherRegionsOf(
  { spec }: DomainClaim,
  { certificateRegions }: ClaimHookOptions
): readonly string[] {
  return [...cloudFrontRegions(spec.region), ...certificateRegions]
}

/**
 * The answer for a claim that cannot be read. Of its status, only Ready and what follows from Ready
 * changes. Nothing in AWS is touched, and the claim is never finalized.
 */
function refuse(claim: DomainClaim, problem: string, now: number): SyncResponse<DomainClaimStatus> {
  const last = isReadableStatus(claim.status)
    ? withoutFuture(claim.status, now)
    : leastStatus(claim)
  const conditions = last?.conditions ?? []
  const todo = 'Only its GatewayPool writes a claim: look at the pool, or restore the claim.'
  const message = `${problem}. ${todo}`
  const invalid: Finding = { type: 'Ready', status: 'False', reason: 'Invalid', message }
  const summary = toConditions([invalid], conditions, claim.metadata.generation, now)
  const status = { ...last, conditions: [...conditions.filter(isOfStep), ...summary] }
  return { status, children: [], resyncAfterSeconds: 300 }
}

/**
 * After a restore or an edit by hand, a status may not have our form, and code that reads it would
 * fail. So this drops such a status. The claim can do without it, because each sync observes AWS
 * anyway.
 */
function withReadableStatus(claim: DomainClaim): DomainClaim {
  if (claim.status === undefined || isReadableStatus(claim.status)) return claim
  const { status: _, ...rest } = claim
  return { ...rest, ...defined({ status: leastStatus(claim) }) }
}

/**
 * What has to stay of a status that cannot be read: the API server refuses a status that loses its
 * certificate, because the claim then keeps its zones no more.
 */
function leastStatus({ status }: DomainClaim): DomainClaimStatus | undefined {
  return keepsZones(status) ? { certificate: { attempts: 0 } } : undefined
}

function withPastStatus(claim: DomainClaim, now: number): DomainClaim {
  return claim.status === undefined ? claim : { ...claim, status: withoutFuture(claim.status, now) }
}

/**
 * Answers what a sync would do, in words and as data, without doing it. If AWS could not be read,
 * the answer contains the failure instead.
 */
async function dryRun(claim: DomainClaim, tools: SyncTools): Promise<HookAnswer> {
  try {
    const { decision, seen, status } = await planClaim(claim, tools)
    const { actions, steps } = decision
    const words = actions.map(describeAction)
    if (decision.finished) words.push('let the claim go: nothing is left in AWS')
    const notes = notesOnWildcards(claim, seen)
    return { status: 200, body: { dryRun: true, words, notes, actions, steps, status } }
  } catch (error) {
    if (!(error instanceof AWSFailure)) throw error
    const words = [`nothing, as AWS could not be looked at: ${describeFailure(error)}`]
    const status = reportFailure(claim, error, { now: tools.clock.now() })
    return { status: 200, body: { dryRun: true, words, notes: [], actions: [], steps: [], status } }
  }
}
