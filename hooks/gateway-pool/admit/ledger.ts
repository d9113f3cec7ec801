import type { PoolDomain } from '../../api/gateway-pool.ts'
import type { RequestRef } from '../../api/objects.ts'
import { domainFinder } from '../../hostname/domains.ts'
import { createNestingIndex, type NestingIndex } from '../../hostname/nesting-index.ts'
import { createOverlapIndex, type Holder } from '../../hostname/overlap-index.ts'
import type { DomainAccess } from './domain-access.ts'

/** A hostname that is held. */
export type Entry = Holder & {
  /**
   * Says how the hostname is held and by whom. The text completes "the hostname is …" in a message
   * to the namespace `asker`.
   */
  describeHolder: (asker: string) => string
  /**
   * Whether the hostname counts for the quotas of this pool. A hostname of another pool does not.
   */
  counts: boolean
}

/**
 * Knows who holds which hostname. Each sync opens an empty ledger, enters all claims, and then
 * enters each request that it admits.
 */
export type Ledger = {
  domainOf: (hostname: string) => PoolDomain | undefined
  holderOf: (hostname: string) => Entry | undefined
  /** Finds a holder in another namespace whose hostname overlaps the hostname of this holder. */
  conflictWith: (holder: Holder) => Holder | undefined
  /**
   * Finds a holder in another namespace whose hostname is below or above the hostname of this
   * holder, although the domain of one of the two forbids that.
   */
  nestedWith: (holder: Holder) => Holder | undefined
  /**
   * How many hostnames a namespace holds in a domain. Hostnames of terminating claims count too.
   */
  used: (domain: PoolDomain, namespace: string) => number
  add: (entry: Entry) => void
  /**
   * Adds a listener of an observed Gateway to the ledger, with the namespace whose routes the
   * listener takes. Another namespace must get neither the hostname of the listener nor a hostname
   * that overlaps it.
   */
  addListener: (holder: Holder) => void
  /** Finds a listener that would answer for this hostname and takes routes of another namespace. */
  listenerOfOthers: (holder: Holder) => Holder | undefined
}

/**
 * Names the request that holds a hostname. An asker in another namespace does not learn which
 * request and which namespace it is.
 */
export function holderFor(
  asker: string,
  { namespace, name }: Pick<RequestRef, 'namespace' | 'name'>
): string {
  return asker === namespace ? `request ${name} of this namespace` : 'another namespace'
}

/**
 * An empty ledger for the domains of a pool.
 * @param forbidsNesting whether the domain of a hostname forbids hostnames of other namespaces
 * below and above it; `undefined` if no domain does so
 */
export function openLedger(
  domains: readonly PoolDomain[],
  forbidsNesting: DomainAccess['forbidsNesting']
): Ledger {
  const domainOf = domainFinder(domains)
  const holders = new Map<string, Entry>()
  const overlaps = createOverlapIndex()
  const nesting = forbiddenNesting(forbidsNesting)
  const quotas = countHostnames()
  return {
    ...openListeners(),
    domainOf,
    holderOf: hostname => holders.get(hostname),
    conflictWith: overlaps.conflictWith,
    nestedWith: nesting.nestedWith,
    used: quotas.used,
    add: entry => {
      if (!holders.has(entry.hostname)) holders.set(entry.hostname, entry)
      overlaps.add(entry)
      nesting.add(entry)
      const domain = entry.counts ? domainOf(entry.hostname) : undefined
      if (domain !== undefined) quotas.count(domain, entry.namespace)
    }
  }
}

/** Only hostnames of domains that forbid nesting are kept apart from all other hostnames. */
function forbiddenNesting(forbidsNesting: DomainAccess['forbidsNesting']): NestingIndex {
  if (forbidsNesting === undefined) return { add: () => undefined, nestedWith: () => undefined }
  const all = createNestingIndex()
  const guarded = createNestingIndex()
  return {
    add: holder => {
      all.add(holder)
      if (forbidsNesting(holder.hostname)) guarded.add(holder)
    },
    nestedWith: holder => (forbidsNesting(holder.hostname) ? all : guarded).nestedWith(holder)
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
