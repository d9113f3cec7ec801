/**
 * Numbers by two labels. It is a map of maps, because a joint key would be a new text for each
 * object that is counted.
 */
export type Counts = Map<string, Map<string, number>>

/** Adds to the count of these two labels. */
export function countMore(
  counts: Counts,
  [first, second]: readonly [string, string],
  more: number
): void {
  const inner = counts.get(first) ?? new Map<string, number>()
  counts.set(first, inner)
  inner.set(second, (inner.get(second) ?? 0) + more)
}

/** All counts as a list. */
export function entriesOf(counts: Counts): (readonly [string, string, number])[] {
  return [...counts].flatMap(([first, inner]) =>
    [...inner].map(([second, count]) => [first, second, count] as const)
  )
}
