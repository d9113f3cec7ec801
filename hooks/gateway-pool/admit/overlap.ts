import type { AdmissionContext, Candidate } from './candidate.ts'
import type { Refusal } from './refusal.ts'

/**
 * Refuses a hostname that overlaps a hostname of another namespace. The message does not name the
 * other hostname. A successor takes over an existing claim, and a hostname that is younger than
 * this claim must not prevent that. So a successor is refused only if an older hostname blocks the
 * claim.
 */
export function hostnameOverlaps(
  { request: { hostname, ref }, predecessor }: Candidate,
  { ledger }: AdmissionContext
): Refusal | undefined {
  if (predecessor !== undefined && predecessor.blockedBy === undefined) return undefined
  if (ledger.conflictWith({ hostname, namespace: ref.namespace }) === undefined) return undefined
  const rule = 'a wildcard and the names that it covers must belong to one namespace'
  return {
    reason: 'HostnameOverlaps',
    message:
      `${hostname} overlaps a hostname of another namespace: ${rule}, ` +
      'and it is first come, first served'
  }
}

/**
 * Refuses a hostname while a listener that would answer for it still takes routes of another
 * namespace.
 */
export function listenerStillOpen(
  { request: { hostname, ref } }: Candidate,
  { ledger }: AdmissionContext
): Refusal | undefined {
  if (ledger.listenerOfOthers({ hostname, namespace: ref.namespace }) === undefined)
    return undefined
  const listener = `a listener that would answer for ${hostname}`
  return {
    reason: 'HostnameOverlaps',
    message:
      `${listener} is still open to another namespace, although no claim holds it any more. ` +
      'The pool closes the listener, usually within a minute'
  }
}
