/**
 * Whether a pattern, `*.example.com` or a plain name, covers a name. As in Gateway API, `*` stands
 * for one or more labels. Both are in lower case.
 */
export function covers(pattern: string, name: string): boolean {
  if (pattern === name) return true
  return pattern.startsWith('*.') && name.endsWith(pattern.slice(1)) && name !== pattern.slice(2)
}

/** Whether a listener and a route share a hostname. Without a hostname, either has all names. */
export function shareName(
  listener: string | undefined,
  route: readonly string[] | undefined
): boolean {
  if (listener === undefined || route === undefined || route.length === 0) return true
  return route.some(name => covers(listener, name) || covers(name, listener))
}

/** Whether a certificate's name covers a hostname. The wildcard stands for exactly one label. */
export function certifies(certificateName: string, hostname: string): boolean {
  if (certificateName === hostname) return true
  const [first, ...rest] = hostname.split('.')
  return first !== '*' && certificateName === `*.${rest.join('.')}`
}
