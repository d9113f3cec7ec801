/** A field of something that may be anything; what every object inherits (`constructor`) is none. */
export function fieldOf(value: unknown, field: string): unknown {
  const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, field)
  return isThere ? (value as Record<string, unknown>)[field] : undefined
}
