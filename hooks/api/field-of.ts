/**
 * Reads a field of a value of unknown type. Inherited fields such as `constructor` are ignored.
 * @returns `undefined` when the value is not an object, or lacks the field
 */
export function fieldOf(value: unknown, field: string): unknown {
  const hasField = typeof value === 'object' && value !== null && Object.hasOwn(value, field)
  return hasField ? (value as Record<string, unknown>)[field] : undefined
}
