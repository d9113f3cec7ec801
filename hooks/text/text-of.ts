/**
 * A value of unknown type as text. The built-in conversion throws for an
 * object without a usable `toString`, so that one odd object would fail the sync of all others.
 * @returns a string as it is, a number or boolean as text, and any other value as its type
 */
export function textOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'boolean':
      return `${value}`
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? '(list)' : '(object)'
    default:
      return `(${typeof value})`
  }
}
