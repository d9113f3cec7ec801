import type { DomainClaim } from '../../api/domain-claim.ts'
import { zonesOf } from '../facts/claim-zones.ts'
import { deletedAt, isRetained } from '../facts/deletion.ts'
import { acting, done, looking, type Outcome } from '../facts/outcome.ts'
import { isEqual, isValidationOurs } from '../facts/validation-record.ts'
import { isFresh, justNow, type Observation, type StepContext } from '../observe/observation.ts'

/** Takes away ACM's validation record if this cluster made it and no certificate of the account needs it. */
export function validationRemoved(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome {
  if (isRetained(claim) || claim.spec.dns.validationRecords === 'Keep')
    return done('the validation record is kept')
  const { validation } = seen
  if (validation === undefined || seen.validationZone === undefined)
    return done('no validation record is known')
  if (seen.recordsAsOf < deletedAt(claim, context))
    return looking('zone', deletedAt(claim, context))
  const { owner, records, record } = validation
  if (owner === undefined || !isValidationOurs(validation, context.cluster))
    return done('no validation record of ours is left')
  if (seen.sharing === undefined || !isFresh(seen.sharing.asOf, context, seen.sharing.slack))
    return looking('sharing', Math.min(context.began, context.now - justNow))
  const needed = seen.sharing.arns[0]
  if (needed !== undefined) return done(`the validation record is kept: ${needed} needs it`)
  const change = { remove: [owner, ...records.filter(r => isEqual(r, record))], create: [] }
  const zone = zonesOf(claim).validation
  return acting('Deleting', `removing ${record.name}`, [
    { do: 'changeRecords', what: 'validation', zone, change }
  ])
}
