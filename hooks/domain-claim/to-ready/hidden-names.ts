import type { DomainClaim } from '../../api/domain-claim.ts'
import { advise } from '../../conditions/advise.ts'
import type { Reason } from '../../conditions/reasons.ts'
import { areCopyable } from '../../dns/copies.ts'
import { type RecordSet, show } from '../../dns/records.ts'
import type { Observation, SeenWildcard } from '../facts/observation.ts'
import { failed, looking, type Outcome } from '../facts/outcome.ts'
import type { StepContext } from '../facts/step-context.ts'
import { retryOf } from './preflight.ts'

/**
 * A wildcard stops answering for a name as soon as there is a record at the name or below it. So
 * the records of the hostname could take answers away that no copy can give back. This finds the
 * problem before anything is written; `undefined` when there is none.
 */
export function wildcardProblem(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome | undefined {
  return (
    hidingProblem(claim, seen.wildcards?.alias, context) ??
    hidingProblem(claim, seen.wildcards?.validation, context) ??
    copyProblem(claim, seen.wildcards?.validation, context)
  )
}

/**
 * The problem of other names that would stop resolving, such as `b.example.com` if
 * `a.b.example.com` gets records beside `*.example.com`.
 */
export function hidingProblem(
  claim: DomainClaim,
  wildcard: SeenWildcard | undefined,
  context: StepContext
): Outcome | undefined {
  const { hostname } = claim.spec
  const { hides = [], records = [] } = wildcard?.answering ?? {}
  const others = hides.filter(name => name !== hostname)
  if (wildcard === undefined || others.length === 0) return undefined
  const names = `${others.join(', ')} and all other names below ${others[0]}`
  const fact = `records of ${hostname} would stop ${names} from resolving`
  const message = `${fact}: ${shown(records)} answers for them now`
  return blocked(claim, wildcard, 'HidesOtherNames', message, context)
}

/** The problem of a wildcard that cannot be copied. */
function copyProblem(
  claim: DomainClaim,
  wildcard: SeenWildcard | undefined,
  context: StepContext
): Outcome | undefined {
  const { records = [] } = wildcard?.answering ?? {}
  if (wildcard === undefined || areCopyable(records)) return undefined
  const { hostname } = claim.spec
  const fact = `${shown(records)} answers for ${hostname} now, and has a routing policy`
  const message = `${fact}: the validation record would leave ${hostname} without an answer`
  return blocked(claim, wildcard, 'WildcardNotCopyable', message, context)
}

function shown([record]: readonly RecordSet[]): string {
  return record === undefined ? 'a wildcard record' : show(record)
}

/** A listing of the zone may be this old when it says that a request cannot be served. */
const listingMaxAgeMs = 60_000

/** Somebody may have solved the problem since the zone was listed. So the zone is listed again. */
function blocked(
  claim: DomainClaim,
  { listedAsOf }: SeenWildcard,
  reason: Reason,
  message: string,
  context: StepContext
): Outcome {
  const oldest = Math.min(context.began, context.now - listingMaxAgeMs)
  if (listedAsOf < oldest) return looking('listing', oldest)
  return failed(reason, advise(reason, message), retryOf(claim, context))
}

/** Wildcards may have been seen this long before a validation record is written. */
const wildcardsMaxAgeMs = 120_000

/**
 * An old listing may miss a wildcard that answers for the hostname by now. The hostname would then
 * lose these answers. So this returns the look that is needed before a first record is written at
 * the hostname or below it; `undefined` when the wildcards above the hostname were seen recently,
 * and after the claim was created. If there is such a wildcard, the listing has to be as recent,
 * because only the listing shows which names exist.
 */
export function lookForWildcards(
  claim: DomainClaim,
  { asOf, listedAsOf, isAny, otherTypes, copies }: SeenWildcard,
  { began, now }: StepContext
): Outcome | undefined {
  if (otherTypes.length > 0 || copies !== undefined) return undefined
  const created = Date.parse(claim.metadata.creationTimestamp ?? '')
  const since = Math.min(began, Math.max(now - wildcardsMaxAgeMs, created || began))
  if (asOf < since) return looking('wildcards', since)
  return isAny && listedAsOf < since ? looking('listing', since) : undefined
}

/**
 * What becomes of the answers of the wildcards that answer for the hostname now, in words. Empty if
 * none does.
 */
export function notesOnWildcards(claim: DomainClaim, { wildcards }: Observation): string[] {
  const answering = [wildcards?.alias, wildcards?.validation].flatMap(each => each ?? [])
  const notes = answering.map(each => aboutCopies(claim, each).replace(/^; /, ''))
  return [...new Set(notes)].filter(note => note !== '')
}

/** What becomes of a wildcard's answers, for the message of the step that makes the copies. */
export function aboutCopies(
  { spec: { hostname } }: DomainClaim,
  { answering }: SeenWildcard
): string {
  const wildcard = answering?.records[0]?.name
  if (wildcard === undefined) return ''
  const kept = `${hostname} keeps the answers of ${wildcard} by copies of its records`
  return `; ${kept}, names below ${hostname} lose them`
}
