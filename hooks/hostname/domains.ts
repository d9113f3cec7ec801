/** Whether a hostname is the domain itself or below it. `*.example.com` is below `example.com`. */
export function isWithin(hostname: string, domain: string): boolean {
  return hostname === domain || hostname.endsWith(`.${domain}`)
}

/** Whether a hostname is a wildcard (`*.…`). */
export function isWildcard(hostname: string): boolean {
  return hostname.startsWith('*.')
}

/** A hostname's parents, nearest first: `a.b.example.com` → `b.example.com`, `example.com`, `com`. */
export function parentsOf(hostname: string): string[] {
  const parents: string[] = []
  for (let dot = hostname.indexOf('.'); dot >= 0; dot = hostname.indexOf('.', dot + 1)) {
    parents.push(hostname.slice(dot + 1))
  }
  return parents
}

/**
 * Finds the domain that decides over a hostname: the longest suffix wins; undefined when none fits. One look-up per
 * label instead of one comparison per domain.
 */
export function domainFinder<D extends { name: string }>(
  domains: readonly D[]
): (hostname: string) => D | undefined {
  const byName = new Map(domains.map(domain => [domain.name, domain]))
  return hostname => {
    let fitting = byName.get(hostname)
    for (
      let dot = hostname.indexOf('.');
      fitting === undefined && dot >= 0;
      dot = hostname.indexOf('.', dot + 1)
    ) {
      fitting = byName.get(hostname.slice(dot + 1))
    }
    return fitting
  }
}
