/**
 * Orders things of namespaces so that the namespaces take turns. First comes everything whose
 * namespace has least before it: what it has already, and its own things that come earlier. Among
 * equals the given order stays. So a namespace with thousands of things delays each thing of
 * another namespace by one turn at most.
 * @param has how many a namespace has already; by default none
 */
export function inTurn<T>(
  things: readonly T[],
  namespaceOf: (thing: T) => string,
  has: (namespace: string) => number = () => 0
): readonly T[] {
  const next = new Map<string, number>()
  const ranked = things.map(thing => {
    const namespace = namespaceOf(thing)
    const rank = next.get(namespace) ?? has(namespace)
    next.set(namespace, rank + 1)
    return { thing, rank }
  })
  return ranked.sort((a, b) => a.rank - b.rank).map(({ thing }) => thing)
}

/** Counts things by their namespaces. */
export function countByNamespace<T>(
  things: readonly T[],
  namespaceOf: (thing: T) => string
): (namespace: string) => number {
  const counts = new Map<string, number>()
  for (const thing of things) {
    const namespace = namespaceOf(thing)
    counts.set(namespace, (counts.get(namespace) ?? 0) + 1)
  }
  return namespace => counts.get(namespace) ?? 0
}
