import type { HostnameRequest } from '../../../hooks/api/gateway-hostname-request.ts'
import { isReady, readyReason } from '../conditions.ts'
import type { Truth } from '../truth.ts'
import { isFinal } from './final-reasons.ts'
import { type Finding, firstOf, type Invariant } from './invariant.ts'

/** `runSchedule` also reports under this name if writes or syncs do not stop. */
export const settles: Invariant = {
  name: 'once faults stop, everything settles',
  begin: () => ({
    settled: truth => firstOf(truth.requests(), request => unanswered(request, truth))
  })
}

/** Whether each request is Ready, or rightly has a reason that only a person can change. */
export function areAllAnswered(truth: Truth): boolean {
  return truth.requests().every(request => unanswered(request, truth) === undefined)
}

/** What a request says, if that is not its final answer. */
export function unanswered(request: HostnameRequest, truth: Truth): Finding {
  if (isReady(request) || isFinal(request, truth)) return undefined
  const { reason, message } = readyReason(request)
  const { namespace, name } = request.metadata
  return `request ${namespace}/${name} rests at ${reason}: ${message}`
}

const pausingReasons = new Set(['CertificateFailed', 'CertificateGone', 'CertificateExpired'])

/** Whether the request waits up to a day for a new certificate, because its last one has ended. */
export function isPausing(request: HostnameRequest): boolean {
  return pausingReasons.has(readyReason(request).reason)
}

/** Whether any request waits up to a day for a new certificate. */
export function isAnyPausing(truth: Truth): boolean {
  return truth.requests().some(isPausing)
}
