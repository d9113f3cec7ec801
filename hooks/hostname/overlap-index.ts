import { isWildcard, parentsOf } from './domains.ts'

/** Who holds a hostname. Namespaces are what has to be kept apart. */
export type Holder = { hostname: string; namespace: string }

/**
 * Finds overlaps between the hostnames of different namespaces. It needs a few look-ups, however
 * many hostnames are held. A wildcard overlaps every name below it, at any depth: a Gateway
 * listener for `*.example.com` also serves `a.b.example.com`, so the wildcard's owner could answer
 * in the place of that name's owner (https://gateway-api.sigs.k8s.io/reference/spec/#hostname).
 */
export type OverlapIndex = {
  /** A holder in another namespace whose hostname covers this one or is covered by it. */
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

/** Keeps one holder for each of two namespaces: enough to find a holder in another namespace. */
function remember(index: Map<string, Holder[]>, key: string | undefined, holder: Holder): void {
  if (key === undefined) return
  const known = index.get(key)
  if (known === undefined) index.set(key, [holder])
  else if (known.length < 2 && known[0]?.namespace !== holder.namespace) known.push(holder)
}

function holderElsewhere(known: readonly Holder[] | undefined, holder: Holder): Holder | undefined {
  return known?.find(other => other.namespace !== holder.namespace)
}
