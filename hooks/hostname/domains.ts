/** Whether a hostname is the domain itself or below it. `*.example.com` is below `example.com`. */
export function isWithin(hostname: string, domain: string): boolean {
  return hostname === domain || hostname.endsWith(`.${domain}`)
}

/** Whether a hostname is a wildcard (`*.…`). */
export function isWildcard(hostname: string): boolean {
  return hostname.startsWith('*.')
}

/**
 * The parents of a hostname, nearest first: `a.b.example.com` → `b.example.com`, `example.com`,
 * `com`.
 */
export function parentsOf(hostname: string): string[] {
  const parents: string[] = []
  for (let dot = hostname.indexOf('.'); dot >= 0; dot = hostname.indexOf('.', dot + 1)) {
    parents.push(hostname.slice(dot + 1))
  }
  return parents
}

/**
 * Finds the domain that covers a hostname: the longest suffix wins. `undefined` when no domain
 * covers it. Needs one look-up per label instead of one comparison per domain.
 */
export function domainFinder<D extends { name: string }>(
  domains: readonly D[]
): (hostname: string) => D | undefined {
  const byName = new Map(domains.map(domain => [domain.name, domain]))
  return hostname => {
    let domain = byName.get(hostname)
    let dot = hostname.indexOf('.')
    while (domain === undefined && dot >= 0) {
      domain = byName.get(hostname.slice(dot + 1))
      dot = hostname.indexOf('.', dot + 1)
    }
    return domain
  }
}
