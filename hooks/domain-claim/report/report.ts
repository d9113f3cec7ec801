import type { DomainClaim, DomainClaimStatus } from '../../api/domain-claim.ts'
import { type AWSFailure, isInQueue } from '../../aws/failure.ts'
import { type Finding, isTrue, timestamp, toConditions } from '../../conditions/conditions.ts'
import { withWarnings } from '../../conditions/warnings.ts'
import { defined } from '../../defined.ts'
import type { Result } from '../act/act.ts'
import { isCertificateKnown } from '../facts/deletion.ts'
import type { StepContext } from '../facts/step-context.ts'
import type { StepToGone } from '../to-gone/to-gone.ts'
import { findingOf, stepConditions } from './findings.ts'
import { reportAlias } from './report-alias.ts'
import { reportCertificate } from './report-certificate.ts'
import type { SyncResult } from './sync-result.ts'

/**
 * The claim's status after a sync: what was observed, and what was done since.
 *
 * | claim   | conditions of the steps  | Ready                                              |
 * |---------|--------------------------|----------------------------------------------------|
 * | living  | one per step, see below  | True if all are True, else the first that is not   |
 * | deleted | as they were             | False; the step of the way back that is not done   |
 *
 * | outcome of the step     | one of its actions failed | condition                           |
 * |-------------------------|---------------------------|-------------------------------------|
 * | done                    | no                        | True, Done or the step's own reason |
 * | done                    | yes                       | True, Done, with the failure        |
 * | looking                 | (acts only after looking) | Unknown, AWSUnavailable             |
 * | acting, waiting, failed | no                        | False, the step's reason            |
 * | acting, waiting, failed | yes                       | False, the failure                  |
 */
export function report(
  claim: DomainClaim,
  result: SyncResult,
  context: StepContext
): DomainClaimStatus {
  const { metadata, status } = claim
  if (isNewAndInQueue(claim, result)) return status ?? {}
  const isDeleted = metadata.deletionTimestamp !== undefined
  const findings = isDeleted ? findingsToGone(claim, result) : findingsToReady(result)
  const conditions = toConditions(findings, status?.conditions, metadata.generation, context.now)
  const isReady = isTrue(conditions, 'Ready')
  return {
    ...defined({
      certificate: reportCertificate(claim, result, context),
      alias: reportAlias(claim, result, context),
      readySince: status?.readySince ?? (isReady ? timestamp(context.now) : undefined),
      cleanSince: isDeleted ? reportClean(claim, result, context) : undefined
    }),
    conditions
  }
}

/** A new claim that waits for its turn has nothing to tell yet. */
function isNewAndInQueue({ status }: DomainClaim, { results }: SyncResult): boolean {
  const isNew = (status?.conditions ?? []).length === 0 && status?.certificate === undefined
  return isNew && results.length > 0 && results.every(r => !r.ok && isInQueue(r.failure))
}

function findingsToReady({ decision, results }: SyncResult): readonly Finding[] {
  const findings = decision.steps.map(({ step, outcome }) =>
    findingOf(step, outcome, failureIn(step, results))
  )
  const first = findings.find(({ status }) => status !== 'True')
  return [
    ...findings,
    first === undefined ? readyFinding(findings) : { ...first, type: 'Ready', status: 'False' }
  ]
}

/** The finding of a Ready claim. It repeats the warnings of the steps. */
function readyFinding(findings: readonly Finding[]): Finding {
  return { ...ready, message: withWarnings(ready.message, findings) }
}

const ready: Finding = {
  type: 'Ready',
  status: 'True',
  reason: 'Ready',
  message: 'certificate, load balancer and DNS are in place'
}

/**
 * The failure of the first of a step's actions that failed. A call that has a place in the queue is
 * no failure: the claim still does what the step says.
 */
function failureIn(step: string, results: readonly Result[]): AWSFailure | undefined {
  const failures = results.flatMap(result =>
    result.ok || result.action.step !== step ? [] : [result.failure]
  )
  return failures.find(failure => !isInQueue(failure))
}

/**
 * On a deletion Ready says what holds the removal up; the other conditions stay as they were. While
 * nothing holds it up, Ready says the same from the first step to the last: each new message would
 * cost two requests to the API server, for a claim that is gone a minute later.
 */
function findingsToGone(claim: DomainClaim, { decision, results }: SyncResult): readonly Finding[] {
  const last = decision.steps.at(-1)
  const finding = last && findingOf('Ready', last.outcome, failureIn(last.step, results))
  if (finding === undefined || finding.status === 'True') return [...stepConditions(claim), clean]
  const isUnderWay = finding.reason === underWay.reason
  return [...stepConditions(claim), isUnderWay ? underWay : { ...finding, status: 'False' }]
}

const underWay: Finding = {
  type: 'Ready',
  status: 'False',
  reason: 'Deleting',
  message: 'the records and the certificate are being removed from AWS'
}

const clean: Finding = {
  type: 'Ready',
  status: 'False',
  reason: 'Deleting',
  message: 'nothing is left in AWS'
}

const lastLook: StepToGone = 'settled'

/**
 * Since when only the last step of a deletion, `settled`, is not done; `undefined` while another
 * step is not done. Only a claim whose certificate is not known needs that time.
 */
function reportClean(
  claim: DomainClaim,
  { decision }: SyncResult,
  context: StepContext
): string | undefined {
  const { status } = claim
  if (decision.steps.at(-1)?.step !== lastLook || isCertificateKnown(claim)) return undefined
  return status?.cleanSince ?? timestamp(context.now)
}
