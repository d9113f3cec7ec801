import {
  claimConditions,
  type DomainClaim,
  type DomainClaimStatus
} from '../../api/domain-claim.ts'
import type { Condition } from '../../api/objects.ts'
import { type AWSFailure, describeFailure, reasonOf } from '../../aws/failure.ts'
import { advise } from '../../conditions/advise.ts'
import { type Finding, isTrue, timestamp, toConditions } from '../../conditions/conditions.ts'
import type { Reason } from '../../conditions/reasons.ts'
import { defined } from '../../defined.ts'
import type { Result } from '../act/act.ts'
import type { Decision } from '../decide/decide.ts'
import type { Action, Outcome } from '../facts/outcome.ts'
import { undoneBySpec } from '../facts/undone-by-spec.ts'
import type { Observation, StepContext } from '../observe/observation.ts'
import type { StepToGone } from '../to-gone/to-gone.ts'
import type { toReady } from '../to-ready/to-ready.ts'
import { reportAlias } from './report-alias.ts'
import { reportCertificate } from './report-certificate.ts'

/** What a sync knows at its end. */
export type SyncResult = { seen: Observation; decision: Decision; results: readonly Result[] }

/** The claim's status after a sync: what was observed, and what was done since. */
export function report(
  claim: DomainClaim,
  turn: SyncResult,
  context: StepContext
): DomainClaimStatus {
  const deleting = claim.metadata.deletionTimestamp !== undefined
  const findings = deleting ? findingsToGone(claim, turn) : findingsToReady(turn)
  const conditions = toConditions(
    findings,
    claim.status?.conditions,
    claim.metadata.generation,
    context.now
  )
  const certificate = reportCertificate(claim, turn, context)
  const alias = reportAlias(claim, turn, context)
  const readySince =
    claim.status?.readySince ?? (isTrue(conditions, 'Ready') ? timestamp(context.now) : undefined)
  const cleanSince = deleting ? reportClean(claim, turn, context) : undefined
  return {
    ...defined({ certificate, alias, readySince, cleanSince }),
    conditions
  }
}

/**
 * The status after a sync that could not read AWS: everything as it was, and the failure by name. A
 * claim that is Ready stays Ready, because nothing was seen to be wrong with it, unless its spec has
 * changed meanwhile.
 * @param now milliseconds since the epoch
 * @param steps conditions that a claim of this version has
 */
export function reportFailure(
  claim: DomainClaim,
  failure: AWSFailure,
  now: number,
  steps: readonly string[] = claimConditions
): DomainClaimStatus {
  const before = claim.status?.conditions ?? []
  const reason = reasonIn(failure)
  const words = adviseOn(failure)
  const deleting = claim.metadata.deletionTimestamp !== undefined
  const findings = deleting
    ? stepConditions(claim)
    : findingsBlind(claim, { reason, message: words }, steps)
  // The call was never sent, so nothing was learnt: do not disturb those who watch the claim.
  const isToldAlready = !isTrue(before, 'Ready') || findings.every(f => f.status === 'True')
  if (failure.kind === 'late' && isToldAlready && claim.status !== undefined && before.length > 0)
    return claim.status
  const first = findings.find(f => f.status !== 'True')
  const isWell = !deleting && first === undefined && wasWell(before, steps)
  const ready: Finding = isWell
    ? { type: 'Ready', status: 'True', reason: 'Ready', message: `last seen well; now ${words}` }
    : { reason, message: words, ...(deleting ? {} : first), type: 'Ready', status: 'False' }
  const conditions = toConditions([...findings, ready], before, claim.metadata.generation, now)
  return { ...claim.status, conditions }
}

/** The claim's conditions without Ready, which sums them up. */
function stepConditions({ status }: DomainClaim): readonly Finding[] {
  return (status?.conditions ?? []).filter(({ type }) => type !== 'Ready') as Finding[]
}

/** A version of the hooks with other steps may have written the conditions: then its Ready counts. */
function wasWell(before: readonly Condition[], steps: readonly string[]): boolean {
  return isTrue(before, 'Ready') || steps.every(type => isTrue(before, type))
}

/**
 * The steps as they were last reported, except for two kinds: the first that was not done is Unknown
 * now, and so is a step that the spec contradicts. Only a claim without conditions is measured by the
 * steps of this version: after an upgrade, a new step must not take Ready from a claim.
 */
function findingsBlind(
  claim: DomainClaim,
  blind: Pick<Finding, 'reason' | 'message'>,
  steps: readonly string[]
): readonly Finding[] {
  const unknown = { status: 'Unknown', ...blind } as const
  const last = stepConditions(claim)
  const [firstStep = ''] = steps
  if (last.length === 0) return [{ type: firstStep, ...unknown }]
  const undone = undoneBySpec(claim, unknown)
  const failing = last.find(({ status }) => status !== 'True')
  return last.map(finding => {
    const contradicted = undone.find(({ type }) => type === finding.type)
    const isOpen = finding === failing || finding.status === 'True'
    if (contradicted !== undefined && isOpen) return contradicted
    return finding === failing ? { type: finding.type, ...unknown } : finding
  })
}

function findingsToReady({ decision, results }: SyncResult): Finding[] {
  const findings = decision.steps.map(({ step, outcome }) =>
    findingOf(step, outcome, failureIn(step, results))
  )
  const first = findings.find(f => f.status !== 'True')
  const ready: Finding =
    first === undefined
      ? {
          type: 'Ready',
          status: 'True',
          reason: 'Ready',
          message: 'certificate, load balancer and DNS are in place'
        }
      : { ...first, type: 'Ready', status: 'False' }
  return [...findings, ready]
}

function findingOf(type: string, outcome: Outcome, failure: AWSFailure | undefined): Finding {
  // A step that is done and fails at tidying up is done: nobody's hostname suffers.
  if (failure !== undefined && outcome.is === 'done')
    return {
      type,
      status: 'True',
      reason: 'Done',
      message: `${outcome.message}; ${describeFailure(failure)}`
    }
  if (failure !== undefined)
    return { type, status: 'False', reason: reasonIn(failure), message: adviseOn(failure) }
  switch (outcome.is) {
    case 'done':
      return { type, status: 'True', reason: outcome.reason ?? 'Done', message: outcome.message }
    case 'looking':
      return {
        type,
        status: 'Unknown',
        reason: 'AWSUnavailable',
        message: `could not look at ${outcome.look.subject} closely enough`
      }
    case 'acting':
    case 'waiting':
    case 'failed':
      return { type, status: 'False', reason: outcome.reason, message: outcome.message }
    default:
      return outcome satisfies never
  }
}

function adviseOn(failure: AWSFailure): string {
  return advise(reasonIn(failure), describeFailure(failure))
}

function reasonIn(failure: AWSFailure): Reason {
  return failure.kind === 'inUse' ? 'CertificateInUse' : reasonOf(failure)
}

/** The failed action of a step. Housekeeping of certificates is the first step's. */
function failureIn(step: string, results: readonly Result[]): AWSFailure | undefined {
  for (const result of results)
    if (!result.ok && stepOf(result.action) === step) return result.failure
  return undefined
}

function stepOf(action: Action): keyof typeof toReady {
  if (action.do !== 'changeRecords') return 'CertificateRequested'
  return action.what === 'validation' ? 'DNSValidated' : 'DNSAliasReady'
}

/** Going away, the steps to Ready are as they were; Ready tells where the removal stands. */
function findingsToGone(claim: DomainClaim, { decision, results }: SyncResult): Finding[] {
  const before = stepConditions(claim)
  const failed = results.find(r => !r.ok)
  const last = decision.steps.at(-1)
  const outcome =
    last === undefined
      ? undefined
      : findingOf('Ready', last.outcome, failed?.ok === false ? failed.failure : undefined)
  const ready: Finding =
    outcome === undefined || outcome.status === 'True'
      ? { type: 'Ready', status: 'False', reason: 'Deleting', message: 'nothing is left in AWS' }
      : { ...outcome, status: 'False' }
  return [...before, ready]
}

const lastLook: StepToGone = 'settled'

/** Since when everything but the last look is done. */
function reportClean(
  claim: DomainClaim,
  { decision }: SyncResult,
  context: StepContext
): string | undefined {
  return decision.steps.at(-1)?.step === lastLook
    ? (claim.status?.cleanSince ?? timestamp(context.now))
    : undefined
}
