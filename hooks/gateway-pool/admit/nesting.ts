import type { AdmissionContext, Candidate } from './candidate.ts'
import type { Refusal } from './refusal.ts'

/**
 * Refuses a hostname below or above a hostname of another namespace, if the domain of one of the
 * two forbids that. The message does not say which hostname it is, nor whose. A successor is
 * refused only if the claim that it takes over is the younger of the two, as with overlaps.
 */
export function hostnameNested(
  { request: { hostname, ref }, predecessor }: Candidate,
  { ledger }: AdmissionContext
): Refusal | undefined {
  if (predecessor !== undefined && predecessor.nestedIn === undefined) return undefined
  if (ledger.nestedWith({ hostname, namespace: ref.namespace }) === undefined) return undefined
  return {
    reason: 'HostnameNested',
    message:
      `${hostname} is below or above a hostname of another namespace, and the pool keeps ` +
      'such hostnames in one namespace, because browsers share cookies between them'
  }
}
