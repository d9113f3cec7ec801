/** Numbers by a few labels. Two levels of maps, because a joint key would be made for each count. */
export type Counts = Map<string, Map<string, number>>

/** Counts one more of this. */
export function countOne(counts: Counts, first: string, second: string): void {
  let inner = counts.get(first)
  if (inner === undefined) {
    inner = new Map()
    counts.set(first, inner)
  }
  inner.set(second, (inner.get(second) ?? 0) + 1)
}

/** All counts as a list. */
export function entriesOf(counts: Counts): (readonly [string, string, number])[] {
  return [...counts].flatMap(([first, inner]) =>
    [...inner].map(([second, count]) => [first, second, count] as const)
  )
}
