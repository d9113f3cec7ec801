import type { HostnameRequest } from '../../../hooks/api/gateway-hostname-request.ts'
import { keyOfRecord } from '../people.ts'
import { isReady, readyReason, type Sight } from '../sight.ts'
import { isFinal } from './answers.ts'
import { type Finding, firstOf, type Invariant } from './invariant.ts'
import { mayOutlive, noteKept } from './validations.ts'

/** Judged by the runner, which sees whether anything is still written; the sabotages name it by this. */
export const settles: Invariant = {
  name: 'once faults stop, everything settles',
  begin: () => ({
    settled: sight => firstOf(sight.requests(), request => unanswered(request, sight))
  })
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
export const noCrash: Invariant = {
  name: 'Metacontroller never crashes on an answer',
  begin: () => ({})
}

export const nothingIsLeft: Invariant = {
  name: 'once everything is deleted, nothing is left',
  begin: () => {
    const kept = new Set<string>()
    return {
      afterStep: (sight, step) => {
        noteKept(kept, sight, step)
        return undefined
      },
      emptied: sight => leftovers(kept, sight)
    }
  }
}

function leftovers(kept: ReadonlySet<string>, sight: Sight): Finding {
  const { people } = sight
  const objects = [...sight.claims(), ...sight.gateways(), ...sight.configurations()]
  const [object] = objects
  if (object !== undefined) return `${object.kind} ${object.metadata.name} is left`
  const ours = sight.records().filter(record => !people.foreign.has(keyOfRecord(record)))
  const left = ours.find(record => !mayOutlive(record, kept, sight))
  return left === undefined ? undefined : `${left.name} ${left.type} is left`
}
