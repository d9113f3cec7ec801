import type { PoolDomain } from '../../api/gateway-pool.ts'
import type { RequestRef } from '../../api/objects.ts'
import { domainFinder } from '../../hostname/domains.ts'
import { createOverlapIndex, type Holder } from '../../hostname/overlap-index.ts'

/** A hostname that is spoken for. */
export type Entry = Holder & {
  /** How it stands and with whom, to complete "it is …" in a message to somebody of that namespace. */
  describeHolder: (asker: string) => string
  /** Claims of other pools do not count for this pool's quotas. */
  counts: boolean
}

/**
 * Who has which hostname, while requests are admitted one after another. It is filled as they are; made anew for
 * each sync.
 */
export type Ledger = {
  domainOf: (hostname: string) => PoolDomain | undefined
  holderOf: (hostname: string) => Entry | undefined
  /** Another namespace's hostname that this one would overlap with. */
  conflictWith: (holder: Holder) => Holder | undefined
  /** Hostnames of a namespace in a domain, those on their way out included. */
  used: (domain: PoolDomain, namespace: string) => number
  add: (entry: Entry) => void
  /** Keeps a hostname, and what it covers, from other namespaces: a listener for it is open to this one. */
  addListener: (holder: Holder) => void
  /** Another namespace's open listener that would answer for this hostname. */
  listenerOfOthers: (holder: Holder) => Holder | undefined
}

/** Who holds a hostname, in words for one namespace: of others it learns no more than that there is one. */
export function holderFor(
  asker: string,
  { namespace, name }: Pick<RequestRef, 'namespace' | 'name'>
): string {
  return asker === namespace ? `request ${name} of this namespace` : 'another namespace'
}

/** An empty ledger for a pool's domains. */
export function openLedger(domains: readonly PoolDomain[]): Ledger {
  const domainOf = domainFinder(domains)
  const holders = new Map<string, Entry>()
  const overlaps = createOverlapIndex()
  const listeners = new Map<string, Holder[]>()
  const covering = createOverlapIndex()
  const counts = new Map<string, number>()
  const keyOf = (domain: PoolDomain, namespace: string) => `${domain.name} ${namespace}`
  return {
    domainOf,
    holderOf: hostname => holders.get(hostname),
    conflictWith: overlaps.conflictWith,
    used: (domain, namespace) => counts.get(keyOf(domain, namespace)) ?? 0,
    listenerOfOthers: holder =>
      listeners.get(holder.hostname)?.find(({ namespace }) => namespace !== holder.namespace) ??
      covering.conflictWith(holder),
    addListener: holder => {
      listeners.set(holder.hostname, [...(listeners.get(holder.hostname) ?? []), holder])
      covering.add(holder)
    },
    add: entry => {
      if (!holders.has(entry.hostname)) holders.set(entry.hostname, entry)
      overlaps.add(entry)
      const domain = entry.counts ? domainOf(entry.hostname) : undefined
      if (domain === undefined) return
      const key = keyOf(domain, entry.namespace)
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
}
