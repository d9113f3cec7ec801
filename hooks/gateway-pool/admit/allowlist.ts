import { isWildcard } from '../../hostname/domains.ts'
import { listed } from '../../text/listed.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenRequest } from '../observe/read-requests.ts'
import type { AdmissionContext, Candidate } from './candidate.ts'
import { admitsNamespace, inWords } from './namespaces.ts'
import type { Refusal } from './refusal.ts'

/** The refusal of a hostname that no domain of the pool covers. */
export function domainNotAllowed({ hostname }: SeenRequest, { pool }: Observation): Refusal {
  const domains = listed(pool.spec.domains.map(domain => domain.name))
  return {
    reason: 'DomainNotAllowed',
    message:
      `${hostname} is in no domain of pool ${pool.metadata.name}. ` +
      `Allowed are hostnames below: ${domains}`
  }
}

/** Refuses the domain itself, unless the pool allows its apex. */
export function apexNotAllowed({ request, domain }: Candidate): Refusal | undefined {
  const { hostname } = request
  if (hostname !== domain.name || domain.apexHostname === 'Allow') return undefined
  const below = `only hostnames below it, such as shop.${hostname}`
  return {
    reason: 'ApexNotAllowed',
    message: `${hostname} is the domain itself; the pool gives away ${below}`
  }
}

/** Refuses a wildcard, unless the pool allows wildcards in the domain. */
export function wildcardNotAllowed({ request, domain }: Candidate): Refusal | undefined {
  const { hostname } = request
  if (!isWildcard(hostname) || domain.wildcardHostnames === 'Allow') return undefined
  return {
    reason: 'WildcardNotAllowed',
    message:
      `the pool does not allow wildcards in ${domain.name}, ` +
      `only single hostnames such as shop${hostname.slice(1)}`
  }
}

/** Refuses a namespace that the domain does not select. */
export function namespaceNotAllowed(
  { request: { ref }, domain }: Candidate,
  { seen }: AdmissionContext
): Refusal | undefined {
  if (admitsNamespace(domain, seen.namespaces.get(ref.namespace))) return undefined
  const labels = inWords(domain.namespaces.selector)
  return {
    reason: 'NamespaceNotAllowed',
    message: `namespace ${ref.namespace} may not use ${domain.name}. It needs the labels: ${labels}`
  }
}
