import type { DomainClaim } from '../../api/domain-claim.ts'
import { deletedAt } from '../facts/deletion.ts'
import type { Observation } from '../facts/observation.ts'
import { done, looking, type Outcome, waiting } from '../facts/outcome.ts'
import type { StepContext } from '../facts/step-context.ts'

/**
 * The last look at AWS. A call that was under way when the deletion began may still have an effect,
 * so the look is made after the time for that is over. If the status names no certificate, one may
 * have been requested without its ARN reaching the status: then a second clean look follows.
 */
export function settled(claim: DomainClaim, seen: Observation, context: StepContext): Outcome {
  const callsSettled = deletedAt(claim, context) + context.settleSeconds * 1000
  const after = Math.max(callsSettled, secondLookAfter(claim, context))
  if (context.now < after) {
    const seconds = Math.ceil((after - context.now) / 1000)
    return waiting('Deleting', 'nothing is left; a last look follows', seconds)
  }
  if (seen.recordsAsOf < after) return looking('zone', after)
  if (seen.certificatesAsOf < after) return looking('certificates', after)
  return done('nothing is left in AWS')
}

/** When (ms) the second look may be made; 0 when the claim needs none. */
function secondLookAfter({ status }: DomainClaim, context: StepContext): number {
  const { arn, ended } = status?.certificate ?? {}
  // The successor of an ended certificate may have been requested, and its ARN lost.
  if (arn !== undefined && arn !== ended?.arn) return 0
  const cleanSince = Date.parse(status?.cleanSince ?? '')
  const start = Number.isNaN(cleanSince) ? context.now : cleanSince
  return start + 2 * context.settleSeconds * 1000
}
