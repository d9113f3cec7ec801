import type { DomainClaim } from '../../api/domain-claim.ts'
import { withChange } from '../../dns/copies.ts'
import type { RecordChange } from '../../dns/records.ts'
import { certifiedName } from '../facts/certificate.ts'
import { zonesOf } from '../facts/claim-zones.ts'
import { deletedAt, isRetained } from '../facts/deletion.ts'
import type { Observation } from '../facts/observation.ts'
import { acting, done, looking, type Outcome } from '../facts/outcome.ts'
import { isFresh, justNowMs, type StepContext } from '../facts/step-context.ts'
import { isValidationOurs, isWantedByACM } from '../facts/validation-record.ts'
import { withoutCopies } from '../facts/wildcard-copies.ts'
import { lastLookAtZone } from './last-look.ts'
import { callsSettledAt } from './settled.ts'

/**
 * Removes ACM's validation record if this cluster made it and no certificate of the account needs
 * it.
 *
 * | the first line that is true decides                          | outcome       |
 * |--------------------------------------------------------------|---------------|
 * | the claim or its pool keeps the record                       | done          |
 * | its zone does not exist                                      | done          |
 * | no record is known                                           | `copiesAlone` |
 * | the zone was last seen before the claim was deleted          | look: zone    |
 * | the record has no ownership record of this cluster           | `copiesAlone` |
 * | it is not known, or not lately, who else needs the record    | look: sharing |
 * | another certificate needs the record                         | done          |
 * | none of these                                                | removes it    |
 *
 * The copies of a wildcard's records go in the same batch as the record. They stay with it as well,
 * because the hostname has no other answers while the record is there.
 */
export function validationRemoved(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome {
  if (isRetained(claim) || claim.spec.dns.validationRecords === 'Keep')
    return done('the validation record is kept')
  const { validation, sharing } = seen
  if (seen.validationZone === undefined) return done('no validation record is known')
  if (validation === undefined)
    return copiesAlone(claim, seen) ?? done('no validation record is known')
  const since = seenSince(claim, context)
  if (seen.recordsAsOf < since) return lastLookAtZone(seen, since, context)
  const { owner, records, record } = validation
  if (owner === undefined || !isValidationOurs(validation, context.cluster))
    return copiesAlone(claim, seen) ?? done('no validation record of ours is left')
  if (sharing === undefined || !isFresh(sharing.asOf, context, sharing.slack))
    return looking('sharing', Math.min(context.began, context.now - justNowMs))
  const [neededBy] = sharing.arns
  if (neededBy !== undefined) return done(`the validation record is kept: ${neededBy} needs it`)
  const equal = records.filter(existing => isWantedByACM(existing, record))
  const copies = withoutCopies(claim, seen)
  return removing(claim, record.name, withChange({ remove: [owner, ...equal], create: [] }, copies))
}

/**
 * From when on (ms) the zone has to be seen. If the last look of the deletion is due, this is its
 * time: then the claim goes in the same sync that removes the record.
 */
function seenSince(claim: DomainClaim, context: StepContext): number {
  const settledAt = callsSettledAt(claim, context)
  return context.now >= settledAt ? settledAt : deletedAt(claim, context)
}

/**
 * Removes copies beside which there is no validation record of ours, because somebody has
 * removed it, or nobody knows its name. If nobody knows it, and anything else keeps the wildcard
 * from answering for the hostname, it may be that record, and the copies stay. Records that are not
 * of the hooks keep the copies too.
 */
function copiesAlone(claim: DomainClaim, seen: Observation): Outcome | undefined {
  const copies = withoutCopies(claim, seen)
  const { copied = [], returning, hidden } = seen.wildcards?.validation ?? {}
  const answering = seen.validation === undefined ? returning : hidden
  const isForeignThere = (seen.validation?.records.length ?? 0) > 0
  const isNeeded = copied.length > 0 && (answering === undefined || isForeignThere)
  if (copies === undefined || isNeeded) return undefined
  return removing(claim, `the copies at ${certifiedName(claim.spec.hostname)}`, copies)
}

function removing(claim: DomainClaim, what: string, change: RecordChange): Outcome {
  const zone = zonesOf(claim).validation
  return acting('Deleting', `removing ${what}`, [
    { do: 'changeRecords', what: 'validation', zone, change }
  ])
}
