import type { PoolDomain } from '../../api/gateway-pool.ts'
import type { RequestRef } from '../../api/objects.ts'
import { domainFinder } from '../../hostname/domains.ts'
import { createOverlapIndex, type Holder } from '../../hostname/overlap-index.ts'

/** A hostname that is held. */
export type Entry = Holder & {
  /** How the hostname is held and by whom, to complete "it is …" in a message to that namespace. */
  describeHolder: (asker: string) => string
  /** Whether the hostname counts for quotas: hostnames of other pools do not. */
  counts: boolean
}

/**
 * Who holds which hostname. Each sync opens an empty ledger, enters the claims, and then enters
 * each request that it admits.
 */
export type Ledger = {
  domainOf: (hostname: string) => PoolDomain | undefined
  holderOf: (hostname: string) => Entry | undefined
  /** A hostname of another namespace that this hostname would overlap with. */
  conflictWith: (holder: Holder) => Holder | undefined
  /** How many hostnames a namespace holds in a domain, those of terminating claims included. */
  used: (domain: PoolDomain, namespace: string) => number
  add: (entry: Entry) => void
  /**
   * Keeps other namespaces away from a hostname that a listener is open for, and from what it
   * covers.
   */
  addListener: (holder: Holder) => void
  /** A listener open to another namespace that would answer for this hostname. */
  listenerOfOthers: (holder: Holder) => Holder | undefined
}

/** Names the holder of a hostname. Another namespace learns no more than that there is a holder. */
export function holderFor(
  asker: string,
  { namespace, name }: Pick<RequestRef, 'namespace' | 'name'>
): string {
  return asker === namespace ? `request ${name} of this namespace` : 'another namespace'
}

/** An empty ledger for the domains of a pool. */
export function openLedger(domains: readonly PoolDomain[]): Ledger {
  const domainOf = domainFinder(domains)
  const holders = new Map<string, Entry>()
  const overlaps = createOverlapIndex()
  const quotas = countHostnames()
  return {
    ...openListeners(),
    domainOf,
    holderOf: hostname => holders.get(hostname),
    conflictWith: overlaps.conflictWith,
    used: quotas.used,
    add: entry => {
      if (!holders.has(entry.hostname)) holders.set(entry.hostname, entry)
      overlaps.add(entry)
      const domain = entry.counts ? domainOf(entry.hostname) : undefined
      if (domain !== undefined) quotas.count(domain, entry.namespace)
    }
  }
}

function countHostnames() {
  const counts = new Map<string, number>()
  const keyOf = (domain: PoolDomain, namespace: string) => `${domain.name} ${namespace}`
  const used = (domain: PoolDomain, namespace: string) => counts.get(keyOf(domain, namespace)) ?? 0
  const count = (domain: PoolDomain, namespace: string) =>
    counts.set(keyOf(domain, namespace), used(domain, namespace) + 1)
  return { used, count }
}

function openListeners(): Pick<Ledger, 'addListener' | 'listenerOfOthers'> {
  const byHostname = new Map<string, Holder[]>()
  const overlaps = createOverlapIndex()
  const sameHostname = ({ hostname, namespace }: Holder) =>
    byHostname.get(hostname)?.find(listener => listener.namespace !== namespace)
  return {
    listenerOfOthers: holder => sameHostname(holder) ?? overlaps.conflictWith(holder),
    addListener: holder => {
      const listeners = byHostname.get(holder.hostname) ?? []
      byHostname.set(holder.hostname, [...listeners, holder])
      overlaps.add(holder)
    }
  }
}
