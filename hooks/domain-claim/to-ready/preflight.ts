import type { DomainClaim } from '../../api/domain-claim.ts'
import { advise } from '../../conditions/advise.ts'
import type { Reason } from '../../conditions/reasons.ts'
import { show } from '../../dns/records.ts'
import { describeZone, type ZoneRef } from '../../dns/zone-ref.ts'
import { isWithin } from '../../hostname/domains.ts'
import { aliasState, diversionAt } from '../facts/alias.ts'
import { zonesOf } from '../facts/claim-zones.ts'
import type { Observation } from '../facts/observation.ts'
import { failed, looking, type Outcome } from '../facts/outcome.ts'
import { quarterOfWait, since } from '../facts/patience.ts'
import { isFresh, type StepContext } from '../facts/step-context.ts'

/**
 * Finds a reason why the hostname cannot be served, so that no certificate or alias is made in
 * vain; `undefined` when there is no such reason.
 */
export function preflight(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome | undefined {
  return recordProblem(claim, seen, context) ?? diversion(claim, seen, context)
}

/** A reason why no alias can be written: the zone, a delegation, or a record that is not ours. */
export function recordProblem(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome | undefined {
  return (
    zoneProblem(claim, seen, context) ??
    delegationProblem(claim, seen, context) ??
    foreignRecord(claim, seen, context)
  )
}

/** A hosted zone that is missing, private, or of another domain. */
export function zoneProblem(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome | undefined {
  const { hostname } = claim.spec
  const zones = zonesOf(claim)
  for (const [ref, zone] of [
    [zones.alias, seen.hostedZone],
    [zones.validation, seen.validationZone]
  ] as const) {
    if (zone === undefined) return ofZone('ZoneNotFound', isMissing(ref), claim, context)
    if (!isWithin(hostname, zone.name)) {
      const fact = `${describeZone(ref)} is of ${zone.name}, which does not contain ${hostname}`
      return ofZone('HostnameOutsideZone', fact, claim, context)
    }
  }
  if (!seen.validationZone?.private) return undefined
  const { id } = seen.validationZone
  const fact = `hosted zone ${id} is private, and ACM validates through public DNS only`
  return ofZone('ZoneIsPrivate', fact, claim, context)
}

/** The hooks ask for a zone in its own account, so a zone is missing in that account only. */
function isMissing(ref: ZoneRef): string {
  const where = ref.account === undefined ? ' in this AWS account' : ''
  return `${describeZone(ref)} does not exist${where}`
}

/**
 * The problem of a zone that can never serve the hostname, with what to do about it. A claim that
 * keeps its zones does not take the zone of a corrected pool by itself.
 */
function ofZone(reason: Reason, fact: string, claim: DomainClaim, context: StepContext): Outcome {
  const message = context.keepsZones
    ? `${fact}. The hostname keeps this zone, because it has a certificate. ${moveToAnotherZone}`
    : advise(reason, fact)
  return failed(reason, message, retryOf(claim, context))
}

const moveToAnotherZone =
  'First the platform team has to correct hostedZoneID or validationZoneID of the domain in the ' +
  'pool. Then delete the request, wait until its DomainClaim is gone, and make the request again.'

function delegationProblem(
  claim: DomainClaim,
  { delegation }: Observation,
  context: StepContext
): Outcome | undefined {
  if (delegation === undefined) return undefined
  const { hostname } = claim.spec
  const fact = `${show(delegation)} delegates ${hostname} away from its hosted zone`
  // A delegation can be taken back, so the zone can be put in order.
  const message = context.keepsZones
    ? advise('ClaimsInOtherZone', `${fact}. The hostname keeps this zone`)
    : advise('NameDelegatedAway', fact)
  return failed('NameDelegatedAway', message, retryOf(claim, context))
}

/**
 * The problem of a record at the hostname that is not ours. The record may have been removed since
 * it was seen, so it counts only if it was seen freshly.
 */
function foreignRecord(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome | undefined {
  const state = aliasState(claim, seen, context.cluster)
  if (state.is !== 'foreign') return undefined
  if (!isFresh(seen.recordsAsOf, context)) return looking('names', context.now)
  return failed(state.reason, state.message, retryOf(claim, context))
}

/** The problem of an HTTPS or SVCB record that leads clients elsewhere. */
export function diversion(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome | undefined {
  const message = diversionAt(claim, seen)
  if (message === undefined) return undefined
  if (!isFresh(seen.recordsAsOf, context)) return looking('names', context.now)
  return failed('ForeignRecord', message, retryOf(claim, context))
}

/**
 * An old observation may miss a record that exists by now. So this returns the look that is needed
 * before something is created where no record was seen; `undefined` when the records were seen
 * recently enough.
 * @param maxAgeMs how long ago (ms) the records may have been seen
 */
export function lookFirst(
  { aliasAsOf, recordsAsOf }: Observation,
  context: StepContext,
  maxAgeMs: number
): Outcome | undefined {
  const oldest = context.now - maxAgeMs
  return (aliasAsOf ?? recordsAsOf) < oldest ? looking('names', oldest) : undefined
}

/** Seconds until a claim that cannot be served is looked at again. */
export function retryOf(claim: DomainClaim, context: StepContext): number {
  return Math.max(15, quarterOfWait(since(claim, 'Ready', context.now), context.now, 300))
}
