import type { AdmissionContext, Candidate } from './candidate.ts'
import type { Refusal } from './refusal.ts'

/**
 * Refuses a hostname if its namespace already has as many hostnames in the domain as the quota
 * allows. The ledger has already counted the hostname of a successor, with the claim that it takes
 * over. So this check subtracts that hostname from the count.
 */
export function quotaExceeded(
  { request: { ref }, domain, predecessor }: Candidate,
  { ledger }: AdmissionContext
): Refusal | undefined {
  const { name, maxHostnamesPerNamespace: most } = domain
  const ownHostnames = predecessor === undefined ? 0 : 1
  const otherHostnames = ledger.used(domain, ref.namespace) - ownHostnames
  if (otherHostnames < most) return undefined
  const count = `${otherHostnames} of at most ${most} hostnames in ${name}`
  return {
    reason: 'QuotaExceeded',
    message: `namespace ${ref.namespace} has ${count}; hostnames that are being released count`
  }
}
