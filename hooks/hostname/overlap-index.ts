import { isWildcard, parentsOf } from './domains.ts'

/** A hostname, and the namespace that holds it. Only holders in different namespaces conflict. */
export type Holder = { hostname: string; namespace: string }

/**
 * A wildcard overlaps every name below it, at any depth: a Gateway listener for `*.example.com`
 * also serves `a.b.example.com`. So the owner of the wildcard could answer in the place of that
 * name's owner (https://gateway-api.sigs.k8s.io/reference/spec/#hostname). This index finds such
 * overlaps between the hostnames of different namespaces. It needs a few look-ups, however many
 * hostnames are held.
 */
export type OverlapIndex = {
  /**
   * Finds a holder in another namespace whose hostname covers the given hostname, or is covered by
   * it.
   */
  conflictWith: (holder: Holder) => Holder | undefined
  add: (holder: Holder) => void
}

/** An empty index. */
export function createOverlapIndex(): OverlapIndex {
  const wildcards = new Map<string, Holder[]>()
  const below = new Map<string, Holder[]>()
  return {
    add: holder => {
      const parents = parentsOf(holder.hostname)
      if (isWildcard(holder.hostname)) remember(wildcards, parents[0], holder)
      for (const parent of parents) remember(below, parent, holder)
    },
    conflictWith: holder => {
      if (wildcards.size === 0 && !isWildcard(holder.hostname)) return undefined
      const parents = parentsOf(holder.hostname)
      const covering = parents
        .map(parent => holderElsewhere(wildcards.get(parent), holder))
        .find(rival => rival !== undefined)
      if (covering !== undefined || !isWildcard(holder.hostname)) return covering
      return holderElsewhere(below.get(parents[0] ?? ''), holder)
    }
  }
}

/**
 * Keeps one holder in each of two namespaces. Two are enough, because at least one of them is in
 * another namespace than the holder that is checked.
 */
export function remember(
  index: Map<string, Holder[]>,
  key: string | undefined,
  holder: Holder
): void {
  if (key === undefined) return
  const known = index.get(key)
  if (known === undefined) index.set(key, [holder])
  else if (known.length < 2 && known[0]?.namespace !== holder.namespace) known.push(holder)
}

/** One of these holders that is in another namespace than the given holder. */
export function holderElsewhere(
  known: readonly Holder[] | undefined,
  holder: Holder
): Holder | undefined {
  return known?.find(other => other.namespace !== holder.namespace)
}
