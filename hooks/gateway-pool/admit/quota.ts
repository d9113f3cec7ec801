import type { SeenRequest } from '../observe/read-requests.ts'
import type { Ledger } from './ledger.ts'
import type { Refusal } from './refusal.ts'

/**
 * The quota of a namespace in a domain: undefined when there is room. Who has the hostname already is counted in
 * the ledger, and asks for no more than that.
 */
export function refusalOfQuota(
  request: SeenRequest,
  ledger: Ledger,
  standing: 'has it' | 'asks for it'
): Refusal | undefined {
  const { hostname, ref } = request
  const domain = ledger.domainOf(hostname)
  if (domain === undefined) return undefined
  const most = domain.maxHostnamesPerNamespace
  const others = ledger.used(domain, ref.namespace) - (standing === 'has it' ? 1 : 0)
  if (others < most) return undefined
  return {
    reason: 'QuotaExceeded',
    message: `namespace ${ref.namespace} has ${others} of at most ${most} hostnames in ${domain.name}, those being released included`
  }
}
