import type { Ledger } from './ledger.ts'
import type { Request } from './read-requests.ts'
import type { Refusal } from './rules.ts'

/** Overlaps with hostnames of other namespaces; undefined when there are none. */
export function refusalOfOverlap({ hostname, ref }: Request, ledger: Ledger): Refusal | undefined {
  const rival = ledger.conflictWith({ hostname, namespace: ref.namespace })
  return rival === undefined ? undefined : hostnameOverlaps(hostname)
}

/**
 * The quota of a namespace in a domain: undefined when there is room. Who has the hostname already is counted in
 * the ledger, and asks for no more than that.
 */
export function refusalOfQuota(
  request: Request,
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

/** Whose hostname it is and which one, is nothing that another team has to know. */
function hostnameOverlaps(hostname: string): Refusal {
  return {
    reason: 'HostnameOverlaps',
    message: `${hostname} overlaps a hostname of another namespace: a wildcard and a name that it covers have to belong to one namespace. The platform team sees whose it is`
  }
}
