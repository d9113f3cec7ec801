/**
 * Returns a function that makes one value for each key when the key is first asked for, and keeps
 * the value for good.
 */
export function memoize<From, Value>(
  keyOf: (from: From) => string,
  make: (from: From) => Value
): (from: From) => Value {
  const values = new Map<string, Value>()
  return from => {
    const key = keyOf(from)
    const known = values.get(key)
    if (known !== undefined) return known
    const made = make(from)
    values.set(key, made)
    return made
  }
}

/** Like `memoize`, with all values that were made so far. */
export function memoizeAll<From, Value>(
  keyOf: (from: From) => string,
  make: (from: From) => Value
): { get: (from: From) => Value; all: readonly Value[] } {
  const all: Value[] = []
  const get = memoize(keyOf, (from: From) => {
    const made = make(from)
    all.push(made)
    return made
  })
  return { get, all }
}

/** The key of something that is named by a string. */
export function byItself(name: string): string {
  return name
}
