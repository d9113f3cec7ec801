/**
 * Makes a function that puts items in a random order.
 * @param random - returns a number from 0 to 1; when `undefined`, items keep their order
 */
export function shuffler(
  random: (() => number) | undefined
): <T>(items: readonly T[]) => readonly T[] {
  if (random === undefined) return items => items
  return items => {
    const keyed = items.map(item => ({ item, key: random() }))
    return keyed.sort((left, right) => left.key - right.key).map(({ item }) => item)
  }
}
