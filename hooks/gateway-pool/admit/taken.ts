import { claimName } from '../../hostname/claim-name.ts'
import type { AdmissionContext, Candidate } from './candidate.ts'
import type { Refusal } from './refusal.ts'

/**
 * Refuses a request whose own claim is being deleted, for example because somebody deleted the
 * claim by hand. This check comes before `hostnameTaken`, which would tell the app team to choose
 * another hostname, although the request already had this hostname.
 */
export function ownClaimTerminating(
  { request: { hostname, ref } }: Candidate,
  { terminatingByRequest }: AdmissionContext
): Refusal | undefined {
  const claim = terminatingByRequest.get(ref.uid)
  if (claim === undefined || claim.hostname !== hostname || claim.namespace !== ref.namespace)
    return undefined
  const whatGoes = 'its DNS records and its certificate are removed, which takes some minutes'
  return {
    reason: 'Deleting',
    message:
      `DomainClaim ${claim.name} is being deleted, although this request still exists: ` +
      `${whatGoes}. Then the hostname is requested anew for this request`
  }
}

/** Refuses a hostname that another claim or an older request holds: first come, first served. */
export function hostnameTaken(
  { request: { hostname, ref } }: Candidate,
  { seen, ledger }: AdmissionContext
): Refusal | undefined {
  const name = claimName(hostname)
  const holder = ledger.holderOf(hostname)?.describeHolder(ref.namespace)
  if (holder === undefined && !seen.claimNames.has(name)) return undefined
  const odd = `held by DomainClaim ${name}, which has another hostname or cannot be read`
  return { reason: 'HostnameTaken', message: `${hostname} is ${holder ?? odd}` }
}
