/**
 * Whether two values of JSON are the same. The order of fields does not matter, and a field that is
 * `undefined` is the same as a field that is absent.
 */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...keys].every(key => isEqual(Reflect.get(a, key), Reflect.get(b, key)))
}
