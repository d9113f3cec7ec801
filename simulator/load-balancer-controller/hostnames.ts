/**
 * Whether a pattern covers a name. The pattern is a wildcard such as `*.example.com`, or a plain
 * name. As in Gateway API, `*` stands for one or more labels. Pattern and name are in lower case.
 */
export function covers(pattern: string, name: string): boolean {
  if (pattern === name) return true
  return pattern.startsWith('*.') && name.endsWith(pattern.slice(1)) && name !== pattern.slice(2)
}

/**
 * Whether a listener and a route have a hostname in common. A listener or route without a hostname
 * stands for all hostnames.
 */
export function shareName(
  listener: string | undefined,
  route: readonly string[] | undefined
): boolean {
  if (listener === undefined || route === undefined || route.length === 0) return true
  return route.some(name => covers(listener, name) || covers(name, listener))
}

/**
 * Whether a name of a certificate covers a hostname. Unlike in Gateway API, `*` stands for exactly
 * one label.
 */
export function certifies(certificateName: string, hostname: string): boolean {
  if (certificateName === hostname) return true
  const [first, ...rest] = hostname.split('.')
  return first !== '*' && certificateName === `*.${rest.join('.')}`
}
