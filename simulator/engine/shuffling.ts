/** Makes a function that puts things in a random order, or, without a random source (0 to 1), leaves them as they are. */
export function shuffler(
  random: (() => number) | undefined
): <T>(items: readonly T[]) => readonly T[] {
  if (random === undefined) return items => items
  return items => {
    const keyed = items.map(item => ({ item, key: random() }))
    return keyed.sort((left, right) => left.key - right.key).map(({ item }) => item)
  }
}
