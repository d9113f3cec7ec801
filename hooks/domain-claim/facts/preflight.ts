import type { DomainClaim } from '../../api/domain-claim.ts'
import { advise } from '../../conditions/advise.ts'
import type { Reason } from '../../conditions/reasons.ts'
import { show } from '../../dns/records.ts'
import { isWithin } from '../../hostname/domains.ts'
import { isFresh, type Observation, type StepContext } from '../observe/observation.ts'
import { aliasState } from './alias.ts'
import { zonesOf } from './claim-zones.ts'
import { failed, looking, type Outcome } from './outcome.ts'
import { quarterOfWait, since } from './patience.ts'

/** Looks whether the hostname can be served at all, before a certificate is requested; undefined: it can. */
export function preflight(
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
  for (const [{ id }, zone] of [
    [zones.alias, seen.hostedZone],
    [zones.validation, seen.validationZone]
  ] as const) {
    if (zone === undefined)
      return told(
        'ZoneNotFound',
        `hosted zone ${id} does not exist in this AWS account`,
        retryOf(claim, context)
      )
    if (!isWithin(hostname, zone.name)) {
      const message = `hosted zone ${id} is of ${zone.name}, which does not contain ${hostname}`
      return told('HostnameOutsideZone', message, retryOf(claim, context))
    }
  }
  if (!seen.validationZone?.private) return undefined
  const message = `hosted zone ${seen.validationZone.id} is private, and ACM validates through public DNS only`
  return told('ZoneIsPrivate', message, retryOf(claim, context))
}

function told(reason: Reason, message: string, askAgainAfter: number): Outcome {
  return failed(reason, advise(reason, message), askAgainAfter)
}

function delegationProblem(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome | undefined {
  if (seen.delegation === undefined) return undefined
  const message = `${show(seen.delegation)} delegates ${claim.spec.hostname} away from its hosted zone`
  return told('NameDelegatedAway', message, retryOf(claim, context))
}

/** A record at the hostname that is not ours; believed only after a fresh look. */
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

/**
 * Before something is made because nothing is there, it is looked at again, unless that was lately; undefined: it was.
 * @param within how old (ms) what was seen may be
 */
export function lookFirst(
  { aliasAsOf, recordsAsOf }: Observation,
  context: StepContext,
  within: number
): Outcome | undefined {
  return (aliasAsOf ?? recordsAsOf) < context.now - within
    ? looking('names', context.now - within)
    : undefined
}

function retryOf(claim: DomainClaim, context: StepContext): number {
  return Math.max(15, quarterOfWait(since(claim, 'Ready', context.now), context.now, 300))
}
