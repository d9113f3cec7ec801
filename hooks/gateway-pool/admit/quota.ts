import type { AdmissionContext, Candidate } from './candidate.ts'
import type { Refusal } from './refusal.ts'

/**
 * Refuses a hostname beyond the quota of its namespace in the domain. The ledger has already
 * counted the hostname of a successor, so that hostname does not count against the successor again.
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
