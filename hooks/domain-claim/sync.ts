import type { DomainClaim, DomainClaimStatus } from '../api/domain-claim.ts'
import { AWSFailure } from '../aws/failure.ts'
import type { SyncResponse } from '../wire/metacontroller.ts'
import { act, type Result } from './act.ts'
import { type Decision, decide } from './decide.ts'
import type { Context, Look, Observation } from './observation.ts'
import { observe, type Tools } from './observe.ts'
import type { Action } from './outcome.ts'
import { report, reportFailure, type Turn } from './report.ts'
import { resyncAfter, retryAfter } from './resync.ts'

/** Told of each action after it was tried. */
export type OnAction = (result: Result) => void

export type ClaimSync = { response: SyncResponse<DomainClaimStatus>; actions: readonly Action[] }

/** A claim has few steps: more rounds than this would mean that looks never satisfy. */
const mostRounds = 8

/**
 * One sync or finalize of a claim: observe, decide, act, report. What AWS does wrong is an answer too,
 * so that what is known gets saved.
 */
export async function syncClaim(
  claim: DomainClaim,
  tools: Tools & { settleSeconds: number },
  onAction: OnAction
): Promise<ClaimSync> {
  try {
    const turn = await takeTurn(claim, tools, onAction)
    return { response: respond(claim, turn, contextOf(tools)), actions: turn.decision.actions }
  } catch (error) {
    if (!(error instanceof AWSFailure)) throw error
    const status = reportFailure(claim, error, tools.clock.now())
    return {
      response: { status, children: [], resyncAfterSeconds: retryAfter(error, claim.metadata.uid) },
      actions: []
    }
  }
}

/** What a sync would do now, without doing it. */
export async function planClaim(claim: DomainClaim, tools: Tools & { settleSeconds: number }): Promise<Turn> {
  return { ...(await conclude(claim, [], tools)), results: [] }
}

function contextOf({ clock, cluster, settleSeconds }: Tools & { settleSeconds: number }): Context {
  return { now: clock.now(), cluster, settleSeconds }
}

/**
 * Acts on what was concluded; if Route 53 refuses a change because the zone was not as supposed, the
 * names are looked up live and all is concluded anew, once.
 */
async function takeTurn(
  claim: DomainClaim,
  tools: Tools & { settleSeconds: number },
  onAction: OnAction
): Promise<Turn> {
  const first = await conclude(claim, [], tools)
  const results = await act(claim, first.decision.actions, tools)
  results.forEach(onAction)
  if (!results.some(r => !r.ok && r.failure.kind === 'refused')) return { ...first, results }
  const second = await conclude(claim, [{ at: 'names', since: tools.clock.now() }], tools)
  const done = results.filter(r => r.ok)
  const left = second.decision.actions.filter(a => a.do === 'changeRecords')
  const again = await act(claim, left, tools)
  again.forEach(onAction)
  return { ...second, results: [...done, ...again] }
}

/** Observes and decides until nothing more has to be looked at. */
async function conclude(
  claim: DomainClaim,
  looks: readonly Look[],
  tools: Tools & { settleSeconds: number }
): Promise<{ seen: Observation; decision: Decision }> {
  let wanted = looks
  for (let round = 1; ; round++) {
    const seen = await observe(claim, wanted, tools)
    const decision = decide(claim, seen, contextOf(tools))
    if (decision.looks.length === 0 || round === mostRounds) return { seen, decision }
    wanted = [...wanted, ...decision.looks]
  }
}

function respond(claim: DomainClaim, turn: Turn, at: Context): SyncResponse<DomainClaimStatus> {
  const status = report(claim, turn, at)
  const again = resyncAfter(turn, claim.metadata.uid)
  return {
    status,
    children: [],
    ...(turn.decision.finished ? { finalized: true } : {}),
    ...(again === undefined || turn.decision.finished ? {} : { resyncAfterSeconds: again })
  }
}
