import { domainFinder, isWildcard, parentsOf } from '../../hostname/domains.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenDomain } from '../observe/read-pools.ts'
import { admitsNamespace } from './namespaces.ts'

/** A domain that a namespace may not use, as each pool has it. */
export type ClosedDomain = { name: string; entries: readonly SeenDomain[] }

/**
 * Which namespaces may use which domains, of all pools. Several pools may have domains of the same
 * name. A namespace may use such a domain if one of these pools admits it.
 */
export type DomainAccess = {
  /** Whether the domains of the other pools are known. */
  isComplete: boolean
  /**
   * The longest domain that covers the hostname, if the namespace may not use it; `undefined` if it
   * may.
   */
  closedAround: (hostname: string, namespace: string) => ClosedDomain | undefined
  /** The domains below a wildcard that the namespace may not use. */
  closedBelow: (hostname: string, namespace: string) => readonly ClosedDomain[]
  /**
   * Whether the longest domain that covers the hostname keeps it apart from the hostnames of other
   * namespaces above and below it. `undefined` if no domain does so.
   */
  forbidsNesting: ((hostname: string) => boolean) | undefined
}

/** Collects the domains of all pools that the pool sees. */
export function domainAccess({ pool, otherDomains, namespaces }: Observation): DomainAccess {
  const own = pool.spec.domains.map(domain => ({ ...domain, pool: pool.metadata.name }))
  const byName = Map.groupBy([...own, ...(otherDomains ?? [])], ({ name }) => name)
  const domains = [...byName].map(([name, entries]) => ({ name, entries }))
  const around = domainFinder(domains)
  const below = domainsBelow(domains)
  const isClosed = ({ entries }: ClosedDomain, namespace: string) =>
    !entries.some(entry => admitsNamespace(entry, namespaces.get(namespace)))
  return {
    isComplete: otherDomains !== undefined,
    closedAround: (hostname, namespace) => {
      const domain = around(hostname)
      return domain !== undefined && isClosed(domain, namespace) ? domain : undefined
    },
    closedBelow: (hostname, namespace) => {
      if (!isWildcard(hostname)) return []
      const covered = below.get(hostname.slice('*.'.length)) ?? []
      return covered.filter(domain => isClosed(domain, namespace))
    },
    forbidsNesting: domains.some(keepsApart)
      ? hostname => keepsApart(around(hostname) ?? noDomain)
      : undefined
  }
}

const noDomain: ClosedDomain = { name: '', entries: [] }

function keepsApart({ entries }: ClosedDomain): boolean {
  return entries.some(({ nestedHostnames }) => nestedHostnames === 'SameNamespace')
}

/** The domains below each name that has any, so that no wildcard is compared with all domains. */
function domainsBelow(domains: readonly ClosedDomain[]): Map<string, ClosedDomain[]> {
  const below = new Map<string, ClosedDomain[]>()
  for (const domain of domains) {
    for (const parent of parentsOf(domain.name)) {
      const known = below.get(parent)
      if (known === undefined) below.set(parent, [domain])
      else known.push(domain)
    }
  }
  return below
}
