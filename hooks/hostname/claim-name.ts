/**
 * The name of a hostname's DomainClaim, and of its Gateway listener. Only one object can have the
 * name, so the name decides who holds the hostname, and this function can never change. The name is
 * the hostname itself; for a wildcard `*.x` it is `wildcard.x.0`. The `.0` keeps it apart from the
 * hostname `wildcard.x`: a hostname never ends in a label of digits only, but the name of a
 * Kubernetes object may.
 */
export function claimName(hostname: string): string {
  return hostname.startsWith('*.') ? `wildcard.${hostname.slice(2)}.0` : hostname
}

/** The hostname that a DomainClaim of this name stands for: the inverse of `claimName`. */
export function claimedBy(name: string): string {
  const wildcard = /^wildcard\.(.+)\.0$/.exec(name)
  return wildcard === null ? name : `*.${wildcard[1]}`
}
