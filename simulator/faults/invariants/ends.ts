import type { HostnameRequest } from '../../../hooks/api/gateway-hostname-request.ts'
import { keyOfRecord } from '../people.ts'
import { plansOf } from '../schedule.ts'
import { isReady, readyReason, type Sight } from '../sight.ts'
import { ownerOf, type ZoneRecord } from '../zone-records.ts'
import { isFinal } from './answers.ts'
import { type Finding, firstOf, type Invariant } from './invariant.ts'

/** Judged by the runner, which sees whether anything is still written; the sabotages name it by this. */
export const settles: Invariant = {
  name: 'once faults stop, everything settles',
  begin: () => ({ settled: sight => firstOf(sight.requests(), request => unanswered(request, sight)) })
}

/** Whether every request is Ready, or has an answer that stands until somebody does something. */
export function isAnswered(sight: Sight): boolean {
  return sight.requests().every(request => unanswered(request, sight) === undefined)
}

const pausing = new Set(['CertificateFailed', 'CertificateGone', 'CertificateExpired'])

/** Whether a certificate that ended is still to be followed by another one, which may take long. */
export function isPausing(sight: Sight): boolean {
  return sight.requests().some(request => pausing.has(readyReason(request).reason))
}

function unanswered(request: HostnameRequest, sight: Sight): Finding {
  const { reason, message } = readyReason(request)
  if (isReady(request) || isFinal(request, sight)) return undefined
  return `request ${request.metadata.namespace}/${request.metadata.name} rests at ${reason}: ${message}`
}

/** Judged by the runner: an answer that would crash Metacontroller. */
export const noCrash: Invariant = { name: 'Metacontroller never crashes on an answer', begin: () => ({}) }

export const nothingIsLeft: Invariant = {
  name: 'once everything is deleted, nothing is left',
  begin: () => ({ emptied: leftovers })
}

function leftovers(sight: Sight): Finding {
  const { people } = sight
  const objects = [...sight.claims(), ...sight.gateways(), ...sight.configurations()]
  const [object] = objects
  if (object !== undefined) return `${object.kind} ${object.metadata.name} is left`
  const left = sight.records().find(record => !people.foreign.has(keyOfRecord(record)) && !mayStay(record, sight))
  return left === undefined ? undefined : `${left.name} ${left.type} is left`
}

/**
 * Validation records stay for certificates that are left, and where somebody wants them kept. Where somebody took both
 * that know the record's name, the certificate and the claim's status, nobody can find it. Nor does anybody look for one
 * that a claim left behind for somebody else's certificate, which went later.
 */
function mayStay(record: ZoneRecord, { schedule, certificates, people }: Sight): boolean {
  const owner = ownerOf(record)
  const isValidation = owner === undefined ? record.type === 'CNAME' : owner.claim === undefined
  const isKept = plansOf(schedule).some(pool => pool.deletionPolicy === 'Retain' || pool.validationRecords === 'Keep')
  const isBelow = (hostname: string) => record.name.endsWith(`.${hostname.replace(/^\*\./, '')}`)
  const isAbandoned = [...people.abandoned].some(isBelow)
  const isUnknown = [...people.forgotten].some(hostname => people.destroyed.has(hostname) && isBelow(hostname))
  const isUnwatched = [...people.unwatched].some(isBelow)
  return isValidation && (isKept || isAbandoned || isUnknown || isUnwatched || certificates().length > 0)
}
