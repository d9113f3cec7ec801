/**
 * Name of the DomainClaim of a hostname, and of its Gateway listener: the hostname itself, and for
 * a wildcard `*.x` the name `wildcard.x.0`. No two hostnames share a name: no legal hostname ends
 * in a label of digits only, but names of Kubernetes objects may. The name decides who holds a
 * hostname, so this function can never change.
 */
export function claimName(hostname: string): string {
  return hostname.startsWith('*.') ? `wildcard.${hostname.slice(2)}.0` : hostname
}

/** The hostname that a DomainClaim of this name stands for: the inverse of `claimName`. */
export function claimedBy(name: string): string {
  const wildcard = /^wildcard\.(.+)\.0$/.exec(name)
  return wildcard === null ? name : `*.${wildcard[1]}`
}
