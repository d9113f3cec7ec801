/** Whether a hostname is the domain or a name below it. */
export function isWithin(domain: string, hostname: string): boolean {
  return hostname === domain || hostname.endsWith(`.${domain}`)
}

/** Whether a wildcard hostname matches another hostname. Any other hostname covers none. */
export function covers(wildcard: string, hostname: string): boolean {
  return wildcard.startsWith('*.') && hostname !== wildcard && hostname.endsWith(wildcard.slice(1))
}
