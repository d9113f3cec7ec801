import { counted } from '../../text/counted.ts'
import type { AdmissionContext, Candidate } from './candidate.ts'
import type { Refusal } from './refusal.ts'

/**
 * Refuses a hostname if its namespace already has as many hostnames in the domain as the quota
 * allows. The ledger has already counted the hostname of a successor, with the claim that it takes
 * over. So this check subtracts that hostname from the count.
 */
export function quotaExceeded(
  { request: { ref }, domain, predecessor }: Candidate,
  { ledger, heldBack = [] }: AdmissionContext
): Refusal | undefined {
  const { name, maxHostnamesPerNamespace: most } = domain
  const ownHostnames = predecessor === undefined ? 0 : 1
  const otherHostnames = ledger.used(domain, ref.namespace) - ownHostnames
  if (otherHostnames < most) return undefined
  const count = `${otherHostnames} of at most ${most} hostnames in ${name}`
  const rule = 'hostnames that are being released count too'
  const message = `namespace ${ref.namespace} has ${count}; ${rule}`
  const braked = heldBack.filter(
    ({ claim }) => claim.namespace === ref.namespace && ledger.domainOf(claim.hostname) === domain
  )
  if (braked.length === 0) return { reason: 'QuotaExceeded', message }
  const keeps = `the pool holds back ${counted(braked.length, 'released hostname')} of them`
  const until = 'until the platform team allows the deletion (DeletionBraked)'
  return { reason: 'QuotaExceeded', message: `${message}, and ${keeps} ${until}` }
}
