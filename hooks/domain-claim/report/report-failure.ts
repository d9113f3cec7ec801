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
 * The status after a sync that could not read AWS: everything as it was, and the failure by name. A
 * claim that is Ready stays Ready, because nothing was seen to be wrong with it, unless its spec
 * has changed meanwhile.
 *
 * | claim                                               | Ready                         |
 * |-----------------------------------------------------|-------------------------------|
 * | being deleted                                       | False, the failure            |
 * | Ready, and the spec contradicts none of its steps   | True, "last seen well"        |
 * | Ready, and the spec contradicts a step              | False, the reason of the step |
 * | not Ready                                           | False, the failure            |
 *
 * @param now milliseconds since the epoch
 * @param steps conditions that claims of this version have
 */
export function reportFailure(
  claim: DomainClaim,
  failure: AWSFailure,
  now: number,
  steps: readonly string[] = claimConditions
): DomainClaimStatus {
  const { metadata, status } = claim
  const before = status?.conditions ?? []
  const trouble = describeTrouble(failure)
  const isDeleted = metadata.deletionTimestamp !== undefined
  const findings = isDeleted ? stepConditions(claim) : findingsBlind(claim, trouble, steps)
  const undone = findings.find(finding => finding.status !== 'True')
  // The call was never sent, so nothing was learnt: do not disturb those who watch the claim.
  const isToldAlready = !isTrue(before, 'Ready') || undone === undefined
  if (failure.kind === 'late' && isToldAlready && status !== undefined && before.length > 0)
    return status
  const isWell = !isDeleted && undone === undefined && wasWell(before, steps)
  const ready = isWell ? stillReady(trouble) : notReady(trouble, isDeleted ? undefined : undone)
  const conditions = toConditions([...findings, ready], before, metadata.generation, now)
  return { ...status, conditions }
}

/**
 * Whether the claim was Ready. A version of the hooks with other steps may have written its
 * conditions: then its Ready counts, and not the number of its steps.
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
 * Only a claim without conditions is measured by the steps of this version: after an upgrade, a new
 * step must not take Ready from a claim.
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
