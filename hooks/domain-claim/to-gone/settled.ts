import type { DomainClaim } from '../../api/domain-claim.ts'
import { deletedAt } from '../facts/deletion.ts'
import type { Observation } from '../facts/observation.ts'
import { done, looking, type Outcome, waiting } from '../facts/outcome.ts'
import type { StepContext } from '../facts/step-context.ts'

/**
 * The last observation of AWS before a claim goes. A call that was under way when the deletion
 * began may still have an effect. So AWS is observed again once no such call can have an effect. If
 * the status names no certificate, one may have been requested without its ARN reaching the status.
 * Then the last observation is made later, when the claim has been clean for twice that time.
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

/** When (ms) a claim that was seen clean may be observed again; 0 when it need not be. */
function secondLookAfter({ status }: DomainClaim, context: StepContext): number {
  const { arn, ended } = status?.certificate ?? {}
  // If the certificate in the status has ended, its successor may have been requested, and the ARN
  // of the successor lost.
  if (arn !== undefined && arn !== ended?.arn) return 0
  const cleanSince = Date.parse(status?.cleanSince ?? '')
  const start = Number.isNaN(cleanSince) ? context.now : cleanSince
  return start + 2 * context.settleSeconds * 1000
}
