import type { DomainClaim } from '../../api/domain-claim.ts'
import { deletedAt, isCertificateKnown } from '../facts/deletion.ts'
import type { Observation } from '../facts/observation.ts'
import { done, looking, type Outcome, waiting } from '../facts/outcome.ts'
import type { StepContext } from '../facts/step-context.ts'
import { lastLookAtZone } from './last-look.ts'

/**
 * The time (ms) from which on no call can have an effect that was under way when the deletion
 * began.
 */
export function callsSettledAt(claim: DomainClaim, context: StepContext): number {
  return deletedAt(claim, context) + context.settleSeconds * 1000
}

/**
 * The last observation of AWS before a claim goes. A call that was under way when the deletion
 * began may still have an effect. So AWS is observed again once no such call can have an effect. If
 * the status names no certificate, one may have been requested without its ARN reaching the status.
 * Then the last observation is made later, when the claim has been clean for twice that time.
 */
export function settled(claim: DomainClaim, seen: Observation, context: StepContext): Outcome {
  const after = Math.max(callsSettledAt(claim, context), secondLookAfter(claim, context))
  if (context.now < after) {
    const seconds = Math.ceil((after - context.now) / 1000)
    return waiting('Deleting', 'nothing is left; a last look follows', seconds)
  }
  if (seen.recordsAsOf < after) return lastLookAtZone(seen, after, context)
  if (seen.certificatesAsOf < after) return looking('certificates', after)
  return done('nothing is left in AWS')
}

/** When (ms) a claim that was seen clean may be observed again; 0 when it need not be. */
function secondLookAfter(claim: DomainClaim, context: StepContext): number {
  if (isCertificateKnown(claim)) return 0
  const { status } = claim
  const cleanSince = Date.parse(status?.cleanSince ?? '')
  const start = Number.isNaN(cleanSince) ? context.now : cleanSince
  return start + 2 * context.settleSeconds * 1000
}
