import type { DomainClaim, DomainClaimStatus } from '../api/domain-claim.ts'
import { readClaim } from '../api/read.ts'
import type { AWS } from '../aws/aws.ts'
import { type FenceTimes, fenceFrom } from '../aws/fence.ts'
import type { Clock } from '../clock.ts'
import { toConditions } from '../conditions/conditions.ts'
import type { Answer, Call, Hook } from '../hook.ts'
import type { SyncRequest, SyncResponse } from '../wire/metacontroller.ts'
import type { Result } from './act.ts'
import { describeAction } from './describe-action.ts'
import { Busy, createOneAtATime } from './one-at-a-time.ts'
import { isReadableStatus } from './read-status.ts'
import { report } from './report.ts'
import { planClaim, syncClaim } from './sync.ts'

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
  return async (body, call) => {
    const { parent } = body as SyncRequest
    const reading = readClaim(parent)
    if (!reading.ok) return { status: 200, body: refuse(parent as DomainClaim, reading.problem, clock.now()) }
    const claim = withReadableStatus(reading.value)
    const fence = fenceFrom(clock, fenceTimes, call.signal)
    const tools = { ...options, otherRegions: regionsOf(claim, options), settleSeconds: settleOf(fenceTimes), fence }
    if (call.dryRun) return dryRun(claim, tools)
    try {
      const run = () => syncClaim(claim, tools, result => logAction(claim, result, call))
      return { status: 200, body: (await oneAtATime(claim.metadata.uid, fence, run)).response }
    } catch (error) {
      if (error instanceof Busy)
        return { status: 429, headers: { 'retry-after': String(busyRetrySeconds) }, body: { error: error.message } }
      throw error
    }
  }
}

/** The time after which nothing that a call has sent can still have an effect. */
function settleOf({ sendWithinSeconds, callTimeoutSeconds }: FenceTimes): number {
  return sendWithinSeconds + callTimeoutSeconds
}

/** CloudFront takes its certificates from us-east-1; the other partitions have no such place. */
function regionsOf(claim: DomainClaim, { certificateRegions }: ClaimHookOptions): readonly string[] {
  return /^(cn|us-gov|us-iso)/.test(claim.spec.region) ? certificateRegions : ['us-east-1', ...certificateRegions]
}

/** A claim that cannot be read keeps all it has, and says so. It is never finalized. */
function refuse(claim: DomainClaim, problem: string, now: number): SyncResponse<DomainClaimStatus> {
  const finding = { type: 'Ready', status: 'False', reason: 'Invalid', message: problem } as const
  const before = typeof claim.status === 'object' && claim.status !== null ? claim.status : {}
  const conditions = Array.isArray(before.conditions) ? before.conditions : []
  const others = conditions.filter(c => c?.type !== 'Ready')
  const ready = toConditions(
    [finding],
    conditions.filter(c => c?.type === 'Ready'),
    claim.metadata.generation,
    now
  )
  return { status: { ...before, conditions: [...others, ...ready] }, children: [], resyncAfterSeconds: 300 }
}

/** A status that does not have our form (restored, edited by hand) is as good as none: AWS is looked at anyway. */
function withReadableStatus(claim: DomainClaim): DomainClaim {
  if (claim.status === undefined || isReadableStatus(claim.status)) return claim
  const { status: _, ...rest } = claim
  return rest
}

async function dryRun(claim: DomainClaim, tools: Parameters<typeof planClaim>[1]): Promise<Answer> {
  const turn = await planClaim(claim, tools)
  const { steps, actions } = turn.decision
  const at = { now: tools.clock.now(), cluster: tools.cluster, settleSeconds: tools.settleSeconds }
  const words = actions.map(describeAction)
  return { status: 200, body: { dryRun: true, words, actions, steps, status: report(claim, turn, at) } }
}

function logAction(claim: DomainClaim, result: Result, { log }: Call): void {
  const { namespace, name } = claim.spec.requestRef
  const fields = {
    hostname: claim.spec.hostname,
    namespace,
    name,
    action: result.action.do,
    what: describeAction(result.action)
  }
  if (result.ok) log.info({ ...fields, arn: result.arn, changeID: result.changeID }, 'AWS changed')
  else
    log.warn(
      { ...fields, operation: result.failure.operation, code: result.failure.code, error: result.failure.message },
      'AWS refused'
    )
}
