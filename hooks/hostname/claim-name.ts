/**
 * Name of the DomainClaim (and of the Gateway listener) of a hostname: the hostname itself; for a
 * wildcard `*.x` it is `wildcard.x.0`. Injective, because no legal hostname ends in a label of digits
 * only, while names of Kubernetes objects may. It decides who holds a name: it can never change.
 */
export function claimName(hostname: string): string {
  return hostname.startsWith('*.') ? `wildcard.${hostname.slice(2)}.0` : hostname
}

/** The hostname that an object of this name claims, whatever its spec says: the other way round. */
export function claimedBy(name: string): string {
  const wildcard = /^wildcard\.(.+)\.0$/.exec(name)
  return wildcard === null ? name : `*.${wildcard[1]}`
}
