import { isWildcard, parentsOf } from './domains.ts'

/** Who holds a hostname: what isolation is about is the namespace. */
export type Holder = { hostname: string; namespace: string }

/**
 * Hostnames held so far, arranged so that overlaps between namespaces are found by a few look-ups, however many
 * there are. A wildcard overlaps what it covers, at any depth: a Gateway listener `*.example.com` also serves
 * `a.b.example.com`, so its owner could answer in the other's place
 * (https://gateway-api.sigs.k8s.io/reference/spec/#hostname).
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
        .map(parent => stranger(wildcards.get(parent), holder))
        .find(found => found !== undefined)
      if (covering !== undefined || !isWildcard(holder.hostname)) return covering
      return stranger(below.get(parents[0] ?? ''), holder)
    }
  }
}

/** Keeps one holder for each of at most two namespaces: enough to find one that is not the asker's. */
function remember(index: Map<string, Holder[]>, key: string | undefined, holder: Holder): void {
  if (key === undefined) return
  const known = index.get(key)
  if (known === undefined) index.set(key, [holder])
  else if (known.length < 2 && known[0]?.namespace !== holder.namespace) known.push(holder)
}

function stranger(known: readonly Holder[] | undefined, holder: Holder): Holder | undefined {
  return known?.find(other => other.namespace !== holder.namespace)
}
