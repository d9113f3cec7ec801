import type { DomainClaim } from '../../api/domain-claim.ts'
import type { ValidationRecord } from '../../aws/acm.ts'
import { advise } from '../../conditions/advise.ts'
import { withChange } from '../../dns/copies.ts'
import { ownershipRecord, readOwnership } from '../../dns/ownership.ts'
import { type RecordSet, show } from '../../dns/records.ts'
import { certifiedName, currentCertificate, hasEnded } from '../facts/certificate.ts'
import { zonesOf } from '../facts/claim-zones.ts'
import type {
  Observation,
  SeenCertificate,
  SeenValidation,
  SeenWildcard
} from '../facts/observation.ts'
import {
  along,
  done,
  failed,
  looking,
  type Outcome,
  waiting,
  waitingBehind,
  writingRecords
} from '../facts/outcome.ts'
import { quarterOfWait } from '../facts/patience.ts'
import { hasToPause, trialEnd } from '../facts/repairs.ts'
import { isFresh, type StepContext } from '../facts/step-context.ts'
import { isWantedByACM } from '../facts/validation-record.ts'
import { firstCopies, followingCopies } from '../facts/wildcard-copies.ts'
import { aboutCopies, lookForWildcards, wildcardProblem } from './hidden-names.ts'
import { zoneProblem } from './preflight.ts'

/**
 * The step is done when ACM's validation record is in the zone. The record stays there, because ACM
 * renews the certificate through it. If a wildcard answers for the hostname, copies of the
 * wildcard's records are written with it, and follow the wildcard.
 *
 * | what is the case, first match                     | outcome                          |
 * |---------------------------------------------------|----------------------------------|
 * | no certificate, or it has ended                   | waits for the certificate        |
 * | no validation record is known                     | waits for ACM, or look: describe |
 * | the zone is missing, private or of another domain | the problem, for a person        |
 * | the record is in the zone, after many repairs     | waits until it has stayed        |
 * | the record is in the zone                         | done                             |
 * | only the status names the record, ACM does not    | waits for ACM, or look: describe |
 * | nothing is at its name, after many repairs        | failed, RecordKeepsChanging      |
 * | wildcards were seen too long ago                  | look: wildcards, or listing      |
 * | names would lose answers that no copy can keep    | the problem, for a person        |
 * | nothing is at its name                            | creates it, with copies          |
 * | another record is at its name, not seen freshly   | look: names                      |
 * | another record is at its name                     | failed, ValidationRecordInTheWay |
 */
export function dnsValidated(claim: DomainClaim, seen: Observation, context: StepContext): Outcome {
  const outcome = validate(claim, seen, context)
  return followingWildcard(claim, seen.wildcards?.validation, outcome, context)
}

function validate(claim: DomainClaim, seen: Observation, context: StepContext): Outcome {
  const certificate = currentCertificate(seen.certificates)
  if (certificate === undefined || hasEnded(certificate.status))
    return waitingBehind('RequestingCertificate', 'waits for a certificate')
  if (seen.validation === undefined) return recordUnknown(claim, certificate, context)
  const problem = zoneProblem(claim, seen, context)
  if (problem !== undefined) return problem
  const { record, records } = seen.validation
  if (records.some(existing => isWantedByACM(existing, record)))
    return onTrial(claim, seen, context) ?? inPlace(claim, seen)
  // The record in the status may have been edited by hand. So only a record that ACM names now is
  // created.
  if (certificate.described?.validationRecord === undefined)
    return recordUnknown(claim, certificate, context)
  if (records.length === 0)
    return hasToPause(claim.status?.certificate?.validation, context.now)
      ? keepsVanishing(record, 600)
      : createFirst(claim, seen, seen.validation, context)
  return isFresh(seen.recordsAsOf, context)
    ? inTheWay(seen.validation)
    : looking('names', context.now)
}

/**
 * Keeps the copies of a wildcard's records equal to the wildcard, whatever the outcome of the step
 * is, because a certificate may fail for days. Without its copies the hostname has no answers. So
 * they are removed only if Route 53 itself says that their wildcard is gone.
 */
function followingWildcard(
  claim: DomainClaim,
  wildcard: SeenWildcard | undefined,
  outcome: Outcome,
  context: StepContext
): Outcome {
  if (wildcard?.copies === undefined) return outcome
  if (wildcard.copied.length === 0 && !isFresh(wildcard.asOf, context))
    return looking('wildcards', context.now)
  const change = followingCopies(claim, wildcard, context.cluster)
  if (change === undefined || !context.keepsZones) return outcome
  const zone = zonesOf(claim).validation
  return along(outcome, [{ do: 'changeRecords', what: 'validation', zone, change }])
}

/** Creates the record, unless names would lose answers of a wildcard that no copy can keep. */
function createFirst(
  claim: DomainClaim,
  seen: Observation,
  validation: SeenValidation,
  context: StepContext
): Outcome {
  const wildcard = seen.wildcards?.validation
  const look =
    wildcard && validation.owner === undefined
      ? lookForWildcards(claim, wildcard, context)
      : undefined
  return (
    look ??
    wildcardProblem(claim, seen, context) ??
    createValidation(claim, validation, wildcard, context)
  )
}

function inPlace({ spec }: DomainClaim, { validation, wildcards }: Observation): Outcome {
  const { name, type } = validation?.record ?? {}
  const { copies } = wildcards?.validation ?? {}
  const hostname = certifiedName(spec.hostname)
  const kept = `${hostname} keeps the answers of a wildcard by copies of its records`
  const about = copies && `; ${kept}, names below ${hostname} lose them`
  return done(`${name} ${type} is in place${about ?? ''}`)
}

function inTheWay({ record, records, owner }: SeenValidation): Outcome {
  const [existing] = records
  const shown = existing === undefined ? 'another record' : show(existing)
  const { cluster } = readOwnership(owner) ?? {}
  const maker = cluster === undefined ? '' : `, which cluster ${cluster} made,`
  const message = `${shown}${maker} is where ${record.name} CNAME ${record.value} has to be`
  return failed('ValidationRecordInTheWay', advise('ValidationRecordInTheWay', message), 60)
}

/** A record that is in place again counts as done only once it has stayed for some time. */
function onTrial(
  { status }: DomainClaim,
  { validation, recordsAsOf }: Observation,
  { now }: StepContext
): Outcome | undefined {
  const end = trialEnd(status?.certificate?.validation, now)
  if (validation === undefined || end === undefined || recordsAsOf >= end) return undefined
  return now < end
    ? keepsVanishing(validation.record, Math.ceil((end - now) / 1000))
    : looking('names', end)
}

/** The message stays the same during the trial, so that the condition does not alternate. */
function keepsVanishing({ name, type, value }: ValidationRecord, askAgainAfter: number): Outcome {
  const message = `something keeps removing ${name} ${type} ${value}, which ACM needs`
  return failed('RecordKeepsChanging', advise('RecordKeepsChanging', message), askAgainAfter)
}

/**
 * ACM usually names the validation record this long after the certificate was requested. A
 * question before that time would be wasted.
 */
const recordNamedAfterMs = 6_000

function recordUnknown(
  claim: DomainClaim,
  certificate: SeenCertificate,
  context: StepContext
): Outcome {
  const requestTime = Date.parse(claim.status?.certificate?.requestedAt ?? '')
  const requestedAt = Number.isNaN(requestTime) ? certificate.createdAt : requestTime
  const ageMs = context.now - requestedAt
  const message = 'ACM has not named the validation record yet'
  if (ageMs < recordNamedAfterMs)
    return waiting('WaitingForACM', message, Math.ceil((recordNamedAfterMs - ageMs) / 1000))
  if (!isFresh(certificate.described?.asOf, context)) return looking('describe', context.now)
  return waiting('WaitingForACM', message, quarterOfWait(requestedAt, context.now))
}

function createValidation(
  claim: DomainClaim,
  { record, owner }: SeenValidation,
  wildcard: SeenWildcard | undefined,
  context: StepContext
): Outcome {
  const cname: RecordSet = {
    name: record.name,
    type: record.type,
    ttlSeconds: claim.spec.dns.validationTTLSeconds,
    values: [`${record.value}.`]
  }
  const txt = ownershipRecord(record.name, {
    cluster: context.cluster,
    recordTypes: [record.type],
    target: record.value,
    revision: 1
  })
  // If the TXT exists already, this cluster or another one has written both, and somebody has
  // deleted the CNAME. Then the TXT stays, and only the CNAME is created.
  const created = { remove: [], create: owner === undefined ? [cname, txt] : [cname] }
  const copies = wildcard && firstCopies(claim, wildcard, context.cluster)
  const change = withChange(created, copies)
  const zone = zonesOf(claim).validation
  const about = wildcard === undefined ? '' : aboutCopies(claim, wildcard)
  const message = `creating ${record.name} CNAME ${record.value}${about}`
  const action = { do: 'changeRecords', what: 'validation', zone, change } as const
  return writingRecords('CreatingValidationRecord', message, [action], context)
}
