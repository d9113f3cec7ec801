/** Whether a hostname is the domain itself or below it. `*.example.com` is below `example.com`. */
export function isWithin(hostname: string, domain: string): boolean {
  return hostname === domain || hostname.endsWith(`.${domain}`)
}

/** Whether a hostname is a wildcard (`*.…`). */
export function isWildcard(hostname: string): boolean {
  return hostname.startsWith('*.')
}

/** The domain that decides over a hostname: the longest suffix wins; undefined when none fits. */
export function longestDomain<D extends { name: string }>(hostname: string, domains: readonly D[]): D | undefined {
  let best: D | undefined
  for (const domain of domains) {
    if (isWithin(hostname, domain.name) && (best === undefined || domain.name.length > best.name.length)) best = domain
  }
  return best
}

/**
 * Whether one of two hostnames is a wildcard that covers the other, at any depth: a Gateway listener
 * `*.example.com` also serves `a.b.example.com`, so its owner could answer in the other's place
 * (https://gateway-api.sigs.k8s.io/reference/spec/#hostname). Equal hostnames overlap too.
 */
export function overlaps(a: string, b: string): boolean {
  return a === b || covers(a, b) || covers(b, a)
}

function covers(wildcard: string, hostname: string): boolean {
  return isWildcard(wildcard) && hostname.endsWith(wildcard.slice(1))
}

/** A hostname's parents, nearest first: `a.b.example.com` → `b.example.com`, `example.com`, `com`. */
export function parentsOf(hostname: string): string[] {
  const parents: string[] = []
  for (let dot = hostname.indexOf('.'); dot >= 0; dot = hostname.indexOf('.', dot + 1)) {
    parents.push(hostname.slice(dot + 1))
  }
  return parents
}

/** `longestDomain` for many hostnames: one look-up per label instead of one comparison per domain. */
export function domainFinder<D extends { name: string }>(domains: readonly D[]): (hostname: string) => D | undefined {
  const byName = new Map(domains.map(domain => [domain.name, domain]))
  return hostname => {
    let fitting = byName.get(hostname)
    for (let dot = hostname.indexOf('.'); fitting === undefined && dot >= 0; dot = hostname.indexOf('.', dot + 1)) {
      fitting = byName.get(hostname.slice(dot + 1))
    }
    return fitting
  }
}
