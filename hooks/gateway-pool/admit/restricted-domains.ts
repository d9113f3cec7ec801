import { isWildcard } from '../../hostname/domains.ts'
import { listed } from '../../text/listed.ts'
import type { AdmissionContext, Candidate } from './candidate.ts'
import type { ClosedDomain } from './domain-access.ts'
import { inWords } from './namespaces.ts'
import type { Refusal } from './refusal.ts'

/**
 * Refuses a hostname in a domain of another pool that its namespace may not use. Otherwise the
 * namespace could ask this pool, of which a shorter domain covers the hostname too.
 */
export function restrictedByOtherPool(
  { request: { hostname, ref } }: Candidate,
  { access }: AdmissionContext
): Refusal | undefined {
  const closed = access.closedAround(hostname, ref.namespace)
  if (closed === undefined) return undefined
  const pools = listed(closed.entries.map(({ pool }) => pool))
  return {
    reason: 'NamespaceNotAllowed',
    message:
      `${hostname} is in ${closed.name}, which pool ${pools} restricts: ` +
      `namespace ${ref.namespace} may not use it. It needs the labels: ${labelsOf(closed)}`
  }
}

/**
 * Refuses a wildcard that would also answer for names in a domain that its namespace may not use.
 * While the domains of other pools are unknown, a new wildcard has to wait. A successor does not
 * have to, because the grace of its claim could end first, and the hostname would stop to work.
 */
export function wildcardTooBroad(
  { request: { hostname, ref }, predecessor }: Candidate,
  { access }: AdmissionContext
): Refusal | undefined {
  if (!isWildcard(hostname)) return undefined
  const closed = access.closedBelow(hostname, ref.namespace)
  if (closed.length > 0) {
    const names = closed.map(domain => `${domain.name} (labels: ${labelsOf(domain)})`)
    const domains = `domains that namespace ${ref.namespace} may not use: ${listed(names)}`
    return {
      reason: 'WildcardTooBroad',
      message: `${hostname} would also answer for names in ${domains}`
    }
  }
  if (access.isComplete || predecessor !== undefined) return undefined
  return {
    reason: 'OtherPoolsUnknown',
    message: `it is not known yet whether ${hostname} covers a domain that another pool restricts`
  }
}

/** The labels that one of the pools asks for. Several pools may have a domain of this name. */
function labelsOf({ entries }: ClosedDomain): string {
  return [...new Set(entries.map(({ namespaces }) => inWords(namespaces?.selector)))].join(', or ')
}
