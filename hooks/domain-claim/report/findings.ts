import type { DomainClaim } from '../../api/domain-claim.ts'
import { type AWSFailure, describeFailure, reasonOf } from '../../aws/failure.ts'
import { advise } from '../../conditions/advise.ts'
import type { Finding } from '../../conditions/conditions.ts'
import { isOfStep } from '../../conditions/progress.ts'
import type { Outcome } from '../facts/outcome.ts'

/**
 * The finding of a step.
 * @param failure the failure of an action of this step; `undefined` when none failed
 */
export function findingOf(
  type: string,
  outcome: Outcome,
  failure: AWSFailure | undefined
): Finding {
  if (failure !== undefined) return findingOfFailedStep(type, outcome, failure)
  switch (outcome.is) {
    case 'done':
      return { type, status: 'True', reason: outcome.reason ?? 'Done', message: outcome.message }
    case 'looking': {
      const message = `${outcome.look.subject} could not be looked at closely enough`
      return { type, status: 'Unknown', reason: 'AWSUnavailable', message }
    }
    case 'acting':
    case 'waiting':
    case 'failed':
      return { type, status: 'False', reason: outcome.reason, message: outcome.message }
    default:
      return outcome satisfies never
  }
}

/**
 * The finding of a step of which an action failed. If the step is done, its actions only clean up.
 * The hostname works without them, so the step stays done.
 */
function findingOfFailedStep(type: string, outcome: Outcome, failure: AWSFailure): Finding {
  if (outcome.is !== 'done') return { type, status: 'False', ...describeTrouble(failure) }
  const message = `${outcome.message}; ${describeFailure(failure)}`
  return { type, status: 'True', reason: 'Done', message }
}

/** The reason of a failed call to AWS, the failure in words, and what to do about it. */
export function describeTrouble(failure: AWSFailure): Pick<Finding, 'reason' | 'message'> {
  const reason = failure.kind === 'inUse' ? 'CertificateInUse' : reasonOf(failure)
  return { reason, message: advise(reason, describeFailure(failure)) }
}

/** The claim's conditions without those that sum up the others. */
export function stepConditions({ status }: DomainClaim): readonly Finding[] {
  return (status?.conditions ?? []).filter(isOfStep) as Finding[]
}
