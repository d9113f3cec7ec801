import type { DomainClaim } from '../../api/domain-claim.ts'
import { deletedAt } from '../facts/deletion.ts'
import { done, looking, type Outcome, waiting } from '../facts/outcome.ts'
import type { Observation, StepContext } from '../observe/observation.ts'

/**
 * A call of ours that was under way when the deletion began may still have had its effect; so the last
 * look is one from after that time. A claim that never told of a certificate may have one requested
 * all the same: for that a second clean look is taken, later.
 */
export function settled(claim: DomainClaim, seen: Observation, context: StepContext): Outcome {
  const after = Math.max(
    deletedAt(claim, context) + context.settleSeconds * 1000,
    secondLookAfter(claim, context)
  )
  if (context.now < after)
    return waiting(
      'Deleting',
      'nothing is left; a last look follows',
      Math.ceil((after - context.now) / 1000)
    )
  if (seen.recordsAsOf < after) return looking('zone', after)
  if (seen.certificatesAsOf < after) return looking('certificates', after)
  return done('nothing is left in AWS')
}

function secondLookAfter(claim: DomainClaim, context: StepContext): number {
  const { arn, ended } = claim.status?.certificate ?? {}
  // Of one that has ended a successor may have been requested whose ARN was lost.
  if (arn !== undefined && arn !== ended?.arn) return 0
  const cleanSince = Date.parse(claim.status?.cleanSince ?? '')
  return (Number.isNaN(cleanSince) ? context.now : cleanSince) + 2 * context.settleSeconds * 1000
}
