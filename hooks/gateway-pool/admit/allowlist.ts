import type { PoolDomain } from '../../api/gateway-pool.ts'
import { isWildcard } from '../../hostname/domains.ts'
import { listed } from '../../text/listed.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenRequest } from '../observe/read-requests.ts'
import { admitsNamespace, inWords } from './namespaces.ts'
import type { Refusal } from './refusal.ts'

/**
 * The allowlist of the pool, applied to one request; undefined when it allows it.
 *
 * | domain fits | apex | wildcard | namespace | answer |
 * |---|---|---|---|---|
 * | no | | | | DomainNotAllowed |
 * | yes | forbidden | | | ApexNotAllowed |
 * | yes | | forbidden | | WildcardNotAllowed |
 * | yes | | | not selected | NamespaceNotAllowed |
 */
export function refusalOfAllowlist(
  request: SeenRequest,
  domain: PoolDomain | undefined,
  seen: Observation
): Refusal | undefined {
  if (domain === undefined) return domainNotAllowed(request, seen)
  return (
    apexNotAllowed(request, domain) ??
    wildcardNotAllowed(request, domain) ??
    namespaceNotAllowed(request, domain, seen)
  )
}

function domainNotAllowed({ hostname }: SeenRequest, { pool }: Observation): Refusal {
  const allowed = listed(pool.spec.domains.map(domain => domain.name))
  return {
    reason: 'DomainNotAllowed',
    message: `${hostname} is in no domain of pool ${pool.metadata.name}. Allowed are names below: ${allowed}`
  }
}

function apexNotAllowed({ hostname }: SeenRequest, domain: PoolDomain): Refusal | undefined {
  if (hostname !== domain.name || domain.apexHostname === 'Allow') return undefined
  return {
    reason: 'ApexNotAllowed',
    message: `${hostname} is the domain itself, which the pool does not give away. Ask for a name below it, such as shop.${hostname}`
  }
}

function wildcardNotAllowed({ hostname }: SeenRequest, domain: PoolDomain): Refusal | undefined {
  if (!isWildcard(hostname) || domain.wildcardHostnames === 'Allow') return undefined
  return {
    reason: 'WildcardNotAllowed',
    message: `wildcards are not allowed in ${domain.name}. Ask for each hostname by itself, such as shop${hostname.slice(1)}`
  }
}

function namespaceNotAllowed(
  { ref }: SeenRequest,
  domain: PoolDomain,
  seen: Observation
): Refusal | undefined {
  if (admitsNamespace(domain, seen.namespaces.get(ref.namespace))) return undefined
  return {
    reason: 'NamespaceNotAllowed',
    message: `namespace ${ref.namespace} may not use ${domain.name}. It needs the labels: ${inWords(domain.namespaces.selector)}`
  }
}
