import type { DomainClaim } from '../../api/domain-claim.ts'
import { advise } from '../../conditions/advise.ts'
import { ownershipRecord } from '../../dns/ownership.ts'
import { type RecordSet, show } from '../../dns/records.ts'
import { currentCertificate, hasEnded } from '../facts/certificate.ts'
import { zonesOf } from '../facts/claim-zones.ts'
import {
  acting,
  done,
  failed,
  looking,
  type Outcome,
  waiting,
  waitingBehind
} from '../facts/outcome.ts'
import { quarterOfWait } from '../facts/patience.ts'
import { zoneProblem } from '../facts/preflight.ts'
import { isEqual } from '../facts/validation-record.ts'
import {
  isFresh,
  type Observation,
  type SeenCertificate,
  type SeenValidation,
  type StepContext
} from '../observe/observation.ts'

/** ACM's validation record is in the zone, and stays there: the certificate is renewed through it. */
export function dnsValidated(claim: DomainClaim, seen: Observation, context: StepContext): Outcome {
  const chosen = currentCertificate(seen.certificates)
  if (chosen === undefined || hasEnded(chosen.status))
    return waitingBehind('RequestingCertificate', 'waits for a certificate')
  if (seen.validation === undefined) return validationUnknown(claim, chosen, context)
  const problem = zoneProblem(claim, seen, context)
  if (problem !== undefined) return problem
  const { record, records } = seen.validation
  if (records.some(r => isEqual(r, record)))
    return done(`${record.name} ${record.type} is in place`)
  const inTheWay = records[0]
  // What a status says may have been edited: only a record that ACM names now is created.
  if (chosen.described?.validationRecord === undefined)
    return validationUnknown(claim, chosen, context)
  if (inTheWay === undefined) return createValidation(claim, seen.validation, context)
  if (!isFresh(seen.recordsAsOf, context)) return looking('names', context.now)
  const message = `${show(inTheWay)} stands where ${record.name} CNAME ${record.value} has to be`
  return failed('ValidationRecordInTheWay', advise('ValidationRecordInTheWay', message), 60)
}

/** ACM makes the record some seconds after the request; asking at once would be asked again. */
function validationUnknown(
  claim: DomainClaim,
  chosen: SeenCertificate,
  context: StepContext
): Outcome {
  const requestedAt = Date.parse(claim.status?.certificate?.requestedAt ?? '')
  const age = context.now - (Number.isNaN(requestedAt) ? chosen.createdAt : requestedAt)
  const message = 'ACM has not named the validation record yet'
  if (age < recordNamedAfter)
    return waiting('WaitingForACM', message, Math.ceil((recordNamedAfter - age) / 1000))
  if (!isFresh(chosen.described?.asOf, context)) return looking('describe', context.now)
  return waiting('WaitingForACM', message, quarterOfWait(context.now - age, context.now))
}

const recordNamedAfter = 6_000

function createValidation(
  claim: DomainClaim,
  { record, owner }: SeenValidation,
  context: StepContext
): Outcome {
  const ttlSeconds = claim.spec.dns.validationTTLSeconds
  const cname: RecordSet = {
    name: record.name,
    type: record.type,
    ttlSeconds,
    values: [`${record.value}.`]
  }
  const txt = ownershipRecord(record.name, {
    cluster: context.cluster,
    recordTypes: [record.type],
    target: record.value,
    revision: 1
  })
  // A TXT that is left alone (the CNAME was deleted by hand, or it is another cluster's) stays as it is.
  const change = { remove: [], create: owner === undefined ? [cname, txt] : [cname] }
  const zone = zonesOf(claim).validation
  const message = `creating ${record.name} CNAME ${record.value}`
  return acting('CreatingValidationRecord', message, [
    { do: 'changeRecords', what: 'validation', zone, change }
  ])
}
