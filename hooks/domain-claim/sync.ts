import type { DomainClaim, DomainClaimStatus } from '../api/domain-claim.ts'
import { AWSFailure } from '../aws/failure.ts'
import type { SyncResponse } from '../wire/metacontroller.ts'
import { act, type Result } from './act/act.ts'
import { type Decision, decide } from './decide/decide.ts'
import type { Action } from './facts/outcome.ts'
import type { Look, Observation, StepContext } from './observe/observation.ts'
import { observe } from './observe/observe.ts'
import type { Tools } from './observe/tools.ts'
import { report, reportFailure, type SyncResult } from './report/report.ts'
import { resyncAfter, retryAfter } from './report/resync.ts'

/** Told of each action after it was tried, and of the failure that ended a look at AWS. */
export type SyncObserver = {
  acted: (result: Result) => void
  couldNotLook: (failure: AWSFailure) => void
}

/** What one sync is made with. */
export type SyncTools = Omit<Tools, 'descriptions'> & { settleSeconds: number }

export type ClaimSync = { response: SyncResponse<DomainClaimStatus>; actions: readonly Action[] }

/** A claim has few steps: more rounds than this would mean that looks never satisfy. */
const mostRounds = 8

/**
 * One sync or finalize of a claim: observe, decide, act, report. What AWS does wrong is an answer too,
 * so that what is known gets saved.
 */
export async function syncClaim(
  claim: DomainClaim,
  tools: SyncTools,
  listener: SyncObserver
): Promise<ClaimSync> {
  const withBegin = { ...tools, began: tools.clock.now() }
  try {
    const turn = await observeAndAct(claim, withBegin, listener)
    return { response: respond(claim, turn, contextOf(withBegin)), actions: turn.decision.actions }
  } catch (error) {
    if (!(error instanceof AWSFailure)) throw error
    listener.couldNotLook(error)
    const status = reportFailure(claim, error, tools.clock.now())
    return {
      response: { status, children: [], resyncAfterSeconds: retryAfter(error, claim.metadata.uid) },
      actions: []
    }
  }
}

/**
 * What a sync would do now, without doing it, and the status that would come of it.
 * @throws {AWSFailure} when AWS could not be read
 */
export async function planClaim(
  claim: DomainClaim,
  tools: SyncTools
): Promise<{ decision: Decision; status: DomainClaimStatus }> {
  const withBegin = { ...tools, began: tools.clock.now() }
  const concluded = await conclude(claim, [], withBegin)
  const status = report(claim, { ...concluded, results: [] }, contextOf(withBegin))
  return { decision: concluded.decision, status }
}

type StartedTools = SyncTools & { began: number }

function contextOf({ clock, began, cluster, settleSeconds }: StartedTools): StepContext {
  return { now: clock.now(), began, cluster, settleSeconds }
}

/** Acts on what was concluded, and once more if a zone turns out not to be as it was supposed to be. */
async function observeAndAct(
  claim: DomainClaim,
  tools: StartedTools,
  listener: SyncObserver
): Promise<SyncResult> {
  const first = await conclude(claim, [], tools)
  if (first.seen.changeTrouble !== undefined) listener.couldNotLook(first.seen.changeTrouble)
  const results = await act(claim, first.decision.actions, toolsOf(tools))
  results.forEach(listener.acted)
  const turn = { ...first, results }
  if (!results.some(isAboutZone)) return turn
  try {
    return await observeAndActAgain(claim, turn, tools, listener)
  } catch (error) {
    if (!(error instanceof AWSFailure)) throw error
    listener.couldNotLook(error)
    // What the first turn has brought about has to be saved all the same.
    return turn
  }
}

/** Route 53 refused a change, or does not know the zone: what we had seen of it is out of date. */
function isAboutZone(result: Result): boolean {
  if (result.ok || result.action.do !== 'changeRecords') return false
  return result.failure.kind === 'refused' || result.failure.kind === 'notFound'
}

/** Looks the names up live and concludes all anew; nothing but record changes is tried twice. */
async function observeAndActAgain(
  claim: DomainClaim,
  first: SyncResult,
  tools: StartedTools,
  listener: SyncObserver
): Promise<SyncResult> {
  const second = await conclude(claim, [{ subject: 'names', since: tools.clock.now() }], tools)
  const tried = new Set<string>(
    first.results.filter(r => r.action.do !== 'changeRecords').map(r => r.action.do)
  )
  const left = second.decision.actions.filter(action => !tried.has(action.do))
  const results = await act(claim, left, toolsOf(tools))
  results.forEach(listener.acted)
  const kept = first.results.filter(r => r.ok || r.action.do !== 'changeRecords')
  return { ...second, results: [...kept, ...results] }
}

function toolsOf(tools: StartedTools): Tools {
  return { ...tools, descriptions: new Map() }
}

/** Observes and decides until nothing more has to be looked at. */
async function conclude(
  claim: DomainClaim,
  looks: readonly Look[],
  turnTools: StartedTools
): Promise<{ seen: Observation; decision: Decision }> {
  const tools = toolsOf(turnTools)
  let wanted = looks
  for (let round = 1; ; round++) {
    const seen = await observe(claim, wanted, tools)
    const decision = decide(claim, seen, contextOf(turnTools))
    if (decision.looks.length === 0 || round === mostRounds) return { seen, decision }
    wanted = [...wanted, ...decision.looks]
  }
}

function respond(
  claim: DomainClaim,
  turn: SyncResult,
  context: StepContext
): SyncResponse<DomainClaimStatus> {
  const status = report(claim, turn, context)
  const again = resyncAfter(turn, claim.metadata.uid, context.now)
  return {
    status,
    children: [],
    ...(turn.decision.finished ? { finalized: true } : {}),
    ...(again === undefined || turn.decision.finished ? {} : { resyncAfterSeconds: again })
  }
}
