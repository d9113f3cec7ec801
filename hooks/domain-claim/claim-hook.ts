import type { DomainClaim, DomainClaimStatus } from '../api/domain-claim.ts'
import { readClaim } from '../api/read.ts'
import type { AWS } from '../aws/aws.ts'
import { AWSFailure, describeFailure } from '../aws/failure.ts'
import { type FenceTimes, fenceFrom } from '../aws/fence.ts'
import type { Clock } from '../clock.ts'
import { toConditions } from '../conditions/conditions.ts'
import type { Hook, HookAnswer } from '../hook.ts'
import type { SyncRequest, SyncResponse } from '../wire/metacontroller.ts'
import { describeAction } from './act/describe-action.ts'
import { logFor } from './act/log-actions.ts'
import { isReadableStatus, withoutFuture } from './observe/read-status.ts'
import { createRecall, withRecalled } from './observe/recall.ts'
import { Busy, createOneAtATime } from './one-at-a-time.ts'
import { reportFailure } from './report/report.ts'
import { planClaim, type SyncTools, syncClaim } from './sync.ts'

export type ClaimHookOptions = {
  aws: AWS
  clock: Clock
  cluster: string
  certificateRegions: readonly string[]
  fenceTimes: FenceTimes
}

/** Seconds until Metacontroller tries again when the last call for a claim is still under way. */
const busyRetrySeconds = 5

/** The sync and finalize hook of DomainClaims. */
export function createClaimHook(options: ClaimHookOptions): Hook {
  const { clock, fenceTimes } = options
  const oneAtATime = createOneAtATime(clock)
  const recall = createRecall()
  return async (body, call) => {
    const { parent } = body as SyncRequest
    const reading = readClaim(parent)
    if (!reading.ok)
      return { status: 200, body: refuse(parent as DomainClaim, reading.problem, clock.now()) }
    const claim = withReadableStatus(reading.value)
    const { uid } = claim.metadata
    const fence = { ...fenceFrom(clock, fenceTimes, call.signal), callerID: uid }
    const tools = {
      ...options,
      otherRegions: regionsOf(claim, options),
      settleSeconds: settleOf(fenceTimes),
      fence
    }
    const remembered = () => withPastStatus(withRecalled(claim, recall.of(uid)), clock.now())
    if (call.dryRun) return dryRun(remembered(), tools)
    const run = async () => {
      const { response } = await syncClaim(remembered(), tools, logFor(claim, call.log))
      if (response.finalized) recall.forget(uid)
      else recall.note(uid, response.status)
      return response
    }
    try {
      return { status: 200, body: await oneAtATime(uid, fence, run) }
    } catch (error) {
      if (error instanceof Busy)
        return {
          status: 429,
          headers: { 'retry-after': String(busyRetrySeconds) },
          body: { error: error.message }
        }
      throw error
    }
  }
}

/** The time after which nothing that a call has sent can still have an effect. */
function settleOf({ sendWithinSeconds, callTimeoutSeconds }: FenceTimes): number {
  return sendWithinSeconds + callTimeoutSeconds
}

/** Regions of the partitions beside AWS's first: China, the governments', and the sovereign cloud. */
const elsewhere = /^(cn-|us-gov-|us-iso|eu-iso|eusc-)/

/** CloudFront takes its certificates from us-east-1; the other partitions have no such place. */
function regionsOf(
  claim: DomainClaim,
  { certificateRegions }: ClaimHookOptions
): readonly string[] {
  return elsewhere.test(claim.spec.region)
    ? certificateRegions
    : ['us-east-1', ...certificateRegions]
}

/** A claim that cannot be read keeps all it has, and says so. It is never finalized. */
function refuse(claim: DomainClaim, problem: string, now: number): SyncResponse<DomainClaimStatus> {
  const before = isReadableStatus(claim.status) ? withoutFuture(claim.status, now) : undefined
  const conditions = before?.conditions ?? []
  const message = `${problem}. Claims are written by their pool: look at GatewayPool, or restore the claim.`
  const finding = { type: 'Ready', status: 'False', reason: 'Invalid', message } as const
  const ready = toConditions([finding], conditions, claim.metadata.generation, now)
  const others = conditions.filter(c => c.type !== 'Ready')
  return {
    status: { ...before, conditions: [...others, ...ready] },
    children: [],
    resyncAfterSeconds: 300
  }
}

/** A status that does not have our form (restored, edited by hand) is as good as none: AWS is looked at anyway. */
function withReadableStatus(claim: DomainClaim): DomainClaim {
  if (claim.status === undefined || isReadableStatus(claim.status)) return claim
  const { status: _, ...rest } = claim
  return rest
}

function withPastStatus(claim: DomainClaim, now: number): DomainClaim {
  return claim.status === undefined ? claim : { ...claim, status: withoutFuture(claim.status, now) }
}

/** What a sync would do, in words and as data; where AWS does not answer, that. */
async function dryRun(claim: DomainClaim, tools: SyncTools): Promise<HookAnswer> {
  try {
    const { decision, status } = await planClaim(claim, tools)
    const words = decision.actions.map(describeAction)
    if (decision.finished) words.push('let the claim go: nothing is left in AWS')
    return {
      status: 200,
      body: { dryRun: true, words, actions: decision.actions, steps: decision.steps, status }
    }
  } catch (error) {
    if (!(error instanceof AWSFailure)) throw error
    const words = [`nothing, as AWS could not be looked at: ${describeFailure(error)}`]
    const status = reportFailure(claim, error, tools.clock.now())
    return { status: 200, body: { dryRun: true, words, actions: [], steps: [], status } }
  }
}
