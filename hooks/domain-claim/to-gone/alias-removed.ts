import type { DomainClaim } from '../../api/domain-claim.ts'
import { withChange } from '../../dns/copies.ts'
import { ownershipChange, ownRecords } from '../facts/alias.ts'
import { lookAtRegistrations } from '../facts/bare-alias.ts'
import { zonesOf } from '../facts/claim-zones.ts'
import { deletedAt, isRetained } from '../facts/deletion.ts'
import type { Observation } from '../facts/observation.ts'
import { acting, done, looking, type Outcome } from '../facts/outcome.ts'
import type { StepContext } from '../facts/step-context.ts'
import { copiesAfterAlias } from '../facts/wildcard-copies.ts'

/**
 * Removes the claim's TXT and the records that the TXT lists. A record that somebody has pointed
 * elsewhere stays. If the alias is retained, only the TXT is removed.
 *
 * While the validation record stands, no wildcard answers for the hostname. So if there is one,
 * copies of its records take the place of the alias.
 */
export function aliasRemoved(claim: DomainClaim, seen: Observation, context: StepContext): Outcome {
  const own = ownRecords(claim, seen, context.cluster)
  if (own === undefined || seen.hostedZone === undefined)
    return ownershipAgain(claim, seen, context) ?? recordsConfirmed(claim, seen, context)
  const records = isRetained(claim) ? [] : own.listed
  const copies = copiesAfterAlias(claim, seen, records, context.cluster)
  const look = copies && lookForWildcard(claim, seen, context)
  if (look !== undefined) return look
  const change = withChange({ remove: [own.txt, ...records], create: [] }, copies)
  const action = {
    do: 'changeRecords',
    what: 'alias',
    zone: zonesOf(claim).alias,
    change
  } as const
  const what = records.length === 0 ? 'the ownership record' : 'the alias'
  return acting('Deleting', `removing ${what} of ${claim.spec.hostname}`, [action])
}

/**
 * Somebody has deleted the TXT of an alias that is certainly ours. The TXT is written again first,
 * and the next sync removes both. So the alias stays if somebody else has written a TXT meanwhile.
 */
function ownershipAgain(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome | undefined {
  const change = ownershipChange(claim, seen, context.cluster)
  if (change === undefined || seen.hostedZone === undefined || isRetained(claim)) return undefined
  const look = lookAtRegistrations(seen, context)
  if (look !== undefined) return look
  const zone = zonesOf(claim).alias
  const action = { do: 'changeRecords', what: 'alias', zone, change } as const
  const { hostname } = claim.spec
  const message = `writing the ownership record of ${hostname} again, to remove the alias`
  return acting('Deleting', message, [action])
}

/** A copy must not repeat a wildcard that is gone since it was last seen. */
function lookForWildcard(
  claim: DomainClaim,
  { wildcards }: Observation,
  context: StepContext
): Outcome | undefined {
  const since = deletedAt(claim, context)
  return (wildcards?.alias?.asOf ?? since) < since ? looking('wildcards', since) : undefined
}

/**
 * Called when no record of ours was seen. A sync from before the deletion may have written one
 * since. So it counts only if the records were seen after the deletion began.
 */
function recordsConfirmed(claim: DomainClaim, seen: Observation, context: StepContext): Outcome {
  if (seen.hostedZone === undefined) return done('the hosted zone is gone')
  const since = deletedAt(claim, context)
  if ((seen.aliasAsOf ?? seen.recordsAsOf) < since) return looking('zone', since)
  return done('no alias of ours is left')
}
