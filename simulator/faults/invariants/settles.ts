import type { HostnameRequest } from '../../../hooks/api/gateway-hostname-request.ts'
import { isReady, readyReason } from '../conditions.ts'
import type { Truth } from '../truth.ts'
import { isFinal } from './final-reasons.ts'
import { type Finding, firstOf, type Invariant } from './invariant.ts'

/** The runner reports violations under this name too: it sees whether anything is still written. */
export const settles: Invariant = {
  name: 'once faults stop, everything settles',
  begin: () => ({
    settled: truth => firstOf(truth.requests(), request => unanswered(request, truth))
  })
}

/** Whether each request is Ready, or has a reason that stays until somebody does something. */
export function areAllAnswered(truth: Truth): boolean {
  return truth.requests().every(request => unanswered(request, truth) === undefined)
}

function unanswered(request: HostnameRequest, truth: Truth): Finding {
  if (isReady(request) || isFinal(request, truth)) return undefined
  const { reason, message } = readyReason(request)
  const { namespace, name } = request.metadata
  return `request ${namespace}/${name} rests at ${reason}: ${message}`
}

const pausingReasons = new Set(['CertificateFailed', 'CertificateGone', 'CertificateExpired'])

/** Whether a request waits for its next certificate after one has ended. That may take a day. */
export function isAnyPausing(truth: Truth): boolean {
  return truth.requests().some(request => pausingReasons.has(readyReason(request).reason))
}
