import type { DomainClaim } from '../../api/domain-claim.ts'
import { zonesOf } from '../facts/claim-zones.ts'
import { deletedAt, isRetained } from '../facts/deletion.ts'
import type { Observation } from '../facts/observation.ts'
import { acting, done, looking, type Outcome } from '../facts/outcome.ts'
import { isFresh, justNow, type StepContext } from '../facts/step-context.ts'
import { isEqual, isValidationOurs } from '../facts/validation-record.ts'

/**
 * Removes ACM's validation record if this cluster made it and no certificate of the account needs
 * it.
 *
 * | the first line that is true decides                          | outcome       |
 * |--------------------------------------------------------------|---------------|
 * | the claim or its pool keeps the record                       | done          |
 * | no record is known, or its zone does not exist               | done          |
 * | the zone was last seen before the claim was deleted          | look: zone    |
 * | the record has no ownership record of this cluster           | done          |
 * | it is not known, or not lately, who else needs the record    | look: sharing |
 * | another certificate needs the record                         | done          |
 * | none of these                                                | removes it    |
 */
export function validationRemoved(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome {
  if (isRetained(claim) || claim.spec.dns.validationRecords === 'Keep')
    return done('the validation record is kept')
  const { validation, sharing } = seen
  if (validation === undefined || seen.validationZone === undefined)
    return done('no validation record is known')
  const since = deletedAt(claim, context)
  if (seen.recordsAsOf < since) return looking('zone', since)
  const { owner, records, record } = validation
  if (owner === undefined || !isValidationOurs(validation, context.cluster))
    return done('no validation record of ours is left')
  if (sharing === undefined || !isFresh(sharing.asOf, context, sharing.slack))
    return looking('sharing', Math.min(context.began, context.now - justNow))
  const [neededBy] = sharing.arns
  if (neededBy !== undefined) return done(`the validation record is kept: ${neededBy} needs it`)
  const equal = records.filter(existing => isEqual(existing, record))
  const change = { remove: [owner, ...equal], create: [] }
  const zone = zonesOf(claim).validation
  return acting('Deleting', `removing ${record.name}`, [
    { do: 'changeRecords', what: 'validation', zone, change }
  ])
}
