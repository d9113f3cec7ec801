/**
 * Route 53 stores DNS names in lower case and with a trailing dot. Every character other than a-z,
 * 0-9, `-`, `_` and `.` becomes a backslash and three octal digits: `*` becomes `\052` (Route 53
 * developer guide, "DNS domain name format").
 */

/**
 * @param name - as a client wrote it, with or without a trailing dot, with or without escapes
 * @returns the name as Route 53 stores and returns it, which is called canonical here
 */
export function canonicalName(name: string): string {
  const decoded = name.replace(/\\([0-7]{3})/g, decodeOctal).toLowerCase()
  const dotted = decoded.endsWith('.') ? decoded : `${decoded}.`
  return dotted.replace(/\\056|[^a-z0-9._-]/g, found =>
    found.length > 1 ? found : encodeOctal(found)
  )
}

/**
 * Decodes one escape, except that of a dot. An escaped dot is part of a label; decoded, it would
 * separate two labels.
 */
function decodeOctal(escaped: string, octal: string): string {
  return octal === '056' ? escaped : String.fromCharCode(Number.parseInt(octal, 8))
}

function encodeOctal(character: string): string {
  return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`
}

/**
 * The key by which Route 53 sorts names, in ASCII order. It has the labels of the name in reverse
 * order and then the trailing dot (API reference, ListResourceRecordSets, "Sort order").
 * @param name - canonical
 */
export function orderKey(name: string): string {
  return `${name.slice(0, -1).split('.').reverse().join('.')}.`
}

/**
 * Compares two texts in ASCII order, as Route 53 does. `localeCompare` would give another order.
 */
export function compareText(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

/** Whether a canonical name is the name of the zone or lies below it. */
export function liesWithin(name: string, zoneName: string): boolean {
  return name === zoneName || name.endsWith(`.${zoneName}`)
}

/**
 * @param name - as a client wrote it
 * @returns Route 53's error message, `undefined` if the name is valid
 */
export function nameProblem(name: string): string | undefined {
  const problem = problemOf(name)
  return problem && `FATAL problem: ${problem} encountered with '${name}'`
}

function problemOf(name: string): string | undefined {
  const labels = canonicalName(name).slice(0, -1).split('.')
  if (name === '' || name === '.') return 'DomainNameEmpty (Domain name is empty)'
  if (labels.includes('')) return 'DomainLabelEmpty (Domain label is empty)'
  const unescaped = labels.map(label => label.replace(/\\[0-7]{3}/g, '?'))
  if (unescaped.some(label => label.length > 63))
    return 'DomainLabelTooLong (Domain label is too long)'
  if (unescaped.join('.').length > 254) return 'DomainNameTooLong (Domain name is too long)'
  return undefined
}
