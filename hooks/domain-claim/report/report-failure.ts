import {
  claimConditions,
  type DomainClaim,
  type DomainClaimStatus
} from '../../api/domain-claim.ts'
import type { Condition } from '../../api/objects.ts'
import type { AWSFailure } from '../../aws/failure.ts'
import { type Finding, isTrue, toConditions } from '../../conditions/conditions.ts'
import { describeTrouble, stepConditions } from './findings.ts'
import { undoneBySpec } from './undone-by-spec.ts'

/** The failure that kept AWS from being read: its reason, and the failure in words. */
type Trouble = Pick<Finding, 'reason' | 'message'>

/**
 * The status after a sync that could not read AWS: the status from before, with the failure added.
 * If the claim is Ready, nothing was seen to be wrong with it. So it stays Ready, unless its spec
 * has changed meanwhile.
 *
 * | claim                                             | Ready                         |
 * |---------------------------------------------------|-------------------------------|
 * | being deleted                                     | False, the failure            |
 * | Ready, and the spec contradicts none of its steps | True, "last seen well"        |
 * | Ready, and the spec contradicts a step            | False, the reason of the step |
 * | not Ready                                         | False, the failure            |
 *
 * @param now milliseconds since the epoch
 * @param isBrief whether the failure is so young that nobody has to be told
 * @param steps the conditions that a claim gets from this version of the hooks
 */
export function reportFailure(
  claim: DomainClaim,
  failure: AWSFailure,
  { now, isBrief = false }: { now: number; isBrief?: boolean },
  steps: readonly string[] = claimConditions
): DomainClaimStatus {
  const { metadata, status } = claim
  const before = status?.conditions ?? []
  const trouble = describeTrouble(failure)
  const isDeleted = metadata.deletionTimestamp !== undefined
  const findings = isDeleted ? stepConditions(claim) : findingsBlind(claim, trouble, steps)
  const undone = findings.find(finding => finding.status !== 'True')
  // A `late` call was never sent, so nothing was learnt. The status stays the same, so that those
  // who watch the claim are not disturbed.
  const isToldAlready = !isTrue(before, 'Ready') || undone === undefined
  // A new claim that has a place in the queue has nothing to tell either.
  const hasNoNews = before.length > 0 || failure.retryAfterSeconds !== undefined || isBrief
  const isUntold = failure.kind === 'late' || isBrief
  if (isUntold && isToldAlready && hasNoNews) return status ?? {}
  const isWell = !isDeleted && undone === undefined && wasWell(before, steps)
  const ready = isWell ? stillReady(trouble) : notReady(trouble, isDeleted ? undefined : undone)
  const conditions = toConditions([...findings, ready], before, metadata.generation, now)
  return { ...status, conditions }
}

/**
 * Whether the claim was Ready before this sync. Another version of the hooks may have written its
 * conditions, with other steps than ours. So a true Ready is enough, even if some of our steps are
 * missing. Without a true Ready, all our steps have to be true.
 */
function wasWell(before: readonly Condition[], steps: readonly string[]): boolean {
  return isTrue(before, 'Ready') || steps.every(type => isTrue(before, type))
}

function stillReady({ message }: Trouble): Finding {
  const words = `last seen well; now ${message}`
  return { type: 'Ready', status: 'True', reason: 'Ready', message: words }
}

function notReady(trouble: Trouble, undone: Finding | undefined): Finding {
  return { ...trouble, ...undone, type: 'Ready', status: 'False' }
}

/**
 * The steps as they were last reported, except for two kinds. The first step that was not done is
 * Unknown now. A step that the spec contradicts is no longer True.
 *
 * After an upgrade, a new step must not take Ready from a claim. So the steps of this version are
 * used only for a claim without conditions, which gets the first of them as Unknown.
 */
function findingsBlind(
  claim: DomainClaim,
  trouble: Trouble,
  steps: readonly string[]
): readonly Finding[] {
  const unknown = { status: 'Unknown', ...trouble } as const
  const last = stepConditions(claim)
  const [firstStep = ''] = steps
  if (last.length === 0) return [{ type: firstStep, ...unknown }]
  const contradicted = undoneBySpec(claim, unknown)
  const failing = last.find(({ status }) => status !== 'True')
  return last.map(finding => {
    const isFailing = finding === failing
    const contradiction = contradicted.find(({ type }) => type === finding.type)
    if (contradiction !== undefined && (isFailing || finding.status === 'True'))
      return contradiction
    return isFailing ? { type: finding.type, ...unknown } : finding
  })
}
