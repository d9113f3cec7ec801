/**
 * Route 53 keeps DNS names in lower case, with a trailing dot, and with every character other than
 * a-z, 0-9, `-`, `_` and `.` as a backslash and three octal digits: `*` comes back as `\052`
 * (Route 53 developer guide, "DNS domain name format").
 */

/**
 * @param name - as a client wrote it, with or without trailing dot and escapes
 * @returns the name as Route 53 keeps and answers it
 */
export function canonicalName(name: string): string {
  const decoded = name.replace(/\\([0-7]{3})/g, decodeOctal).toLowerCase()
  const dotted = decoded.endsWith('.') ? decoded : `${decoded}.`
  return dotted.replace(/\\056|[^a-z0-9._-]/g, found =>
    found.length > 1 ? found : encodeOctal(found)
  )
}

/** An escaped dot is part of a label, so it has to stay escaped. */
function decodeOctal(escaped: string, octal: string): string {
  return octal === '056' ? escaped : String.fromCharCode(Number.parseInt(octal, 8))
}

function encodeOctal(character: string): string {
  return `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`
}

/**
 * @param name - canonical
 * @returns a key whose ASCII order is Route 53's order of names: the labels reversed, the trailing
 * dot included (API reference, ListResourceRecordSets, "Sort order")
 */
export function orderKey(name: string): string {
  return `${name.slice(0, -1).split('.').reverse().join('.')}.`
}

/** Compares by ASCII order, as Route 53 does; localeCompare would not. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

/** Whether a canonical name is the zone's own name or lies below it. */
export function liesWithin(name: string, zoneName: string): boolean {
  return name === zoneName || name.endsWith(`.${zoneName}`)
}

/**
 * @param name - as a client wrote it
 * @returns what is wrong with it in Route 53's words, undefined if nothing
 */
export function nameProblem(name: string): string | undefined {
  const labels = canonicalName(name).slice(0, -1).split('.')
  if (name === '' || name === '.')
    return `FATAL problem: DomainNameEmpty (Domain name is empty) encountered with '${name}'`
  if (labels.includes(''))
    return `FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with '${name}'`
  const unescaped = labels.map(label => label.replace(/\\[0-7]{3}/g, '?'))
  if (unescaped.some(label => label.length > 63)) {
    return `FATAL problem: DomainLabelTooLong (Domain label is too long) encountered with '${name}'`
  }
  if (unescaped.join('.').length > 254)
    return `FATAL problem: DomainNameTooLong (Domain name is too long) encountered with '${name}'`
  return undefined
}
