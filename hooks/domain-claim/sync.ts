import type { DomainClaim, DomainClaimStatus } from '../api/domain-claim.ts'
import { AWSFailure, isInQueue } from '../aws/failure.ts'
import { defined } from '../defined.ts'
import type { SyncResponse } from '../wire/metacontroller.ts'
import { act, type Result } from './act/act.ts'
import type { SyncObserver } from './act/sync-observer.ts'
import type { BriefTroubles } from './brief-troubles.ts'
import { type Decision, decide } from './decide/decide.ts'
import { type Action, isAboutRecords } from './facts/action.ts'
import type { Look, Observation } from './facts/observation.ts'
import { retryAfter } from './facts/patience.ts'
import type { StepContext } from './facts/step-context.ts'
import type { AWSAccess } from './observe/aws-access.ts'
import { observe } from './observe/observe.ts'
import { report } from './report/report.ts'
import { reportFailure } from './report/report-failure.ts'
import { resyncAfter } from './report/resync.ts'
import type { SyncResult } from './report/sync-result.ts'

/** What one sync is made with. */
export type SyncTools = Omit<AWSAccess, 'descriptions' | 'began'> &
  Pick<StepContext, 'settleSeconds' | 'keepsZones' | 'deletionSeenAt'> & {
    briefTroubles: BriefTroubles
  }

export type ClaimSync = {
  response: SyncResponse<DomainClaimStatus>
  actions: readonly Action[]
  /**
   * Whether the claim could not look at AWS and says so to nobody, because it has a place in the
   * queue for a call, or because the trouble is young. Its status then says nothing about its
   * present spec.
   */
  isUntold?: true
}

/**
 * Most rounds of observing and deciding in one sync. A round is repeated only if a step asks for a
 * further look, and a claim has few steps. So a sync that needs more rounds has a step that never
 * stops asking.
 */
const mostRounds = 8

/**
 * Syncs or finalizes a claim: observes, decides, acts and reports. If AWS fails, the answer
 * contains a status too, so that what is known gets saved.
 */
export async function syncClaim(
  claim: DomainClaim,
  tools: SyncTools,
  observer: SyncObserver
): Promise<ClaimSync> {
  const started = start(tools)
  const { briefTroubles } = tools
  const { uid } = claim.metadata
  try {
    const result = await observeAndAct(claim, started, observer)
    briefTroubles.noteSuccess(uid)
    observer.concluded(result.decision)
    const response = await respondAfter(claim, result, started)
    return { response, actions: result.decision.actions }
  } catch (error) {
    if (!(error instanceof AWSFailure)) throw error
    observer.couldNotLook(error)
    const now = tools.clock.now()
    const isBrief = briefTroubles.noteFailure(uid, error, now)
    const status = reportFailure(claim, error, { now, isBrief })
    const response = { status, children: [], resyncAfterSeconds: retryAfter(error, uid) }
    const isUntold = isInQueue(error) || isBrief
    return { response, actions: [], ...(isUntold ? { isUntold } : {}) }
  }
}

/**
 * Decides what a sync would do now, without doing it, and makes the status that the sync would
 * report.
 * @throws {AWSFailure} when AWS could not be read
 */
export async function planClaim(
  claim: DomainClaim,
  tools: SyncTools
): Promise<{ decision: Decision; seen: Observation; status: DomainClaimStatus }> {
  const started = start(tools)
  const conclusion = await conclude(claim, [], started)
  const status = report(claim, { ...conclusion, results: [] }, contextOf(started))
  return { ...conclusion, status }
}

/** The tools of a sync, and when it began (ms). */
type StartedTools = SyncTools & { began: number }

function start(tools: SyncTools): StartedTools {
  return { ...tools, began: tools.clock.now() }
}

function contextOf(tools: StartedTools): StepContext {
  const { clock, began, cluster, settleSeconds, keepsZones, deletionSeenAt } = tools
  const context = { now: clock.now(), began, cluster, settleSeconds, keepsZones }
  return { ...context, ...defined({ deletionSeenAt }) }
}

/**
 * Observes AWS, decides and acts. If Route 53 then refuses a record change, what was seen of the
 * zone is out of date. In that case this observes, decides and acts a second time.
 */
async function observeAndAct(
  claim: DomainClaim,
  tools: StartedTools,
  observer: SyncObserver
): Promise<SyncResult> {
  const conclusion = await conclude(claim, [], tools)
  const { changeTrouble } = conclusion.seen
  if (changeTrouble !== undefined) observer.couldNotLook(changeTrouble)
  const results = await act(claim, conclusion.decision.actions, accessOf(tools))
  results.forEach(observer.acted)
  const first = { ...conclusion, results }
  if (!results.some(isZoneOutdated)) return first
  try {
    return await observeAndActAgain(claim, first, tools, observer)
  } catch (error) {
    if (!(error instanceof AWSFailure)) throw error
    observer.couldNotLook(error)
    // The first actions may have changed AWS. The status has to say so, although the second try
    // failed.
    return first
  }
}

/**
 * Whether Route 53 refused a record change, or does not know the zone. Then what was seen of the
 * zone is out of date.
 */
function isZoneOutdated(result: Result): boolean {
  if (result.ok || !isAboutRecords(result.action)) return false
  return result.failure.kind === 'refused' || result.failure.kind === 'notFound'
}

/**
 * Asks Route 53 itself for the claim's names, decides anew and acts. An action of a kind that was
 * tried before is not tried again, unless it changes records.
 */
async function observeAndActAgain(
  claim: DomainClaim,
  first: SyncResult,
  tools: StartedTools,
  observer: SyncObserver
): Promise<SyncResult> {
  const look: Look = { subject: 'names', since: tools.clock.now() }
  const conclusion = await conclude(claim, [look], tools)
  const others = first.results.filter(({ action }) => !isAboutRecords(action))
  const tried = new Set<string>(others.map(({ action }) => action.do))
  const left = conclusion.decision.actions.filter(action => !tried.has(action.do))
  const results = await act(claim, left, accessOf(tools))
  results.forEach(observer.acted)
  const kept = first.results.filter(({ ok, action }) => ok || !isAboutRecords(action))
  return { ...conclusion, results: [...kept, ...results] }
}

/** Access to AWS without remembered descriptions of certificates. */
function accessOf(tools: StartedTools): AWSAccess {
  return { ...tools, descriptions: new Map() }
}

/** Observes and decides until no step wants a further look. */
async function conclude(
  claim: DomainClaim,
  looks: readonly Look[],
  tools: StartedTools
): Promise<{ seen: Observation; decision: Decision }> {
  const access = accessOf(tools)
  let wanted = looks
  for (let round = 1; ; round++) {
    const seen = await observe(claim, wanted, access)
    const decision = decide(claim, seen, contextOf(tools))
    if (decision.looks.length === 0 || round === mostRounds) return { seen, decision }
    wanted = [...wanted, ...decision.looks]
  }
}

/**
 * Answers after the actions of a sync. What they have changed is known, so the claim is concluded
 * once more, without acting: the status then says what is awaited next, and not only that something
 * was about to be done. This saves a sync and a write of the status. The second conclusion counts
 * only if it wants nothing more from AWS. A status that is not in the API server yet must not be
 * the ground for an action.
 */
async function respondAfter(
  claim: DomainClaim,
  result: SyncResult,
  tools: StartedTools
): Promise<SyncResponse<DomainClaimStatus>> {
  const first = respond(claim, result, contextOf(tools))
  const hasActed = result.results.length > 0 && result.results.every(({ ok }) => ok)
  // Only a listing that is still to be read shows that a certificate is gone. It is read once for
  // all claims at the next tick.
  const hasDeleted = result.results.some(({ action }) => action.do === 'deleteCertificate')
  if (!hasActed || hasDeleted || first.finalized === true) return first
  try {
    const acted = { ...claim, status: first.status }
    const next = { ...(await conclude(acted, [], tools)), results: [] }
    const { actions, looks } = next.decision
    return actions.length + looks.length > 0 ? first : respond(acted, next, contextOf(tools))
  } catch (error) {
    if (!(error instanceof AWSFailure)) throw error
    return first
  }
}

function respond(
  claim: DomainClaim,
  result: SyncResult,
  context: StepContext
): SyncResponse<DomainClaimStatus> {
  const status = report(claim, result, context)
  if (result.decision.finished) return { status, children: [], finalized: true }
  const resyncAfterSeconds = resyncAfter(result, claim, context.now)
  return { status, children: [], ...defined({ resyncAfterSeconds }) }
}
