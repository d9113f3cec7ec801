/** Makes one value for each key, the first time that it is asked for, and keeps it for good. */
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

/** The key of something that is named by a string. */
export function byItself(name: string): string {
  return name
}
