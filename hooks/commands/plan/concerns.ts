import { isWildcard, isWithin } from '../../hostname/domains.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { textAt } from '../cluster/objects.ts'

/**
 * Other hostnames of the cluster that are concerned: a wildcard that answers for the hostname now,
 * or hostnames that a wildcard does not answer for, because they have records of their own.
 */
export function concernsOf(hostname: string, claims: readonly ReadObject[]): string[] {
  const others = claims.flatMap(claim => textAt(claim, 'spec', 'hostname') ?? [])
  if (isWildcard(hostname)) {
    const below = others.filter(other => other !== hostname && isWithin(other, hostname.slice(2)))
    return below.map(other => `${other} keeps its own certificate, route and records beside it`)
  }
  const covering = others.filter(other => isWildcard(other) && covers(other, hostname))
  return covering.map(
    other => `${other} stops answering for ${hostname}: its own listener and records come first`
  )
}

/** A wildcard of DNS covers names at any depth below it. */
function covers(wildcard: string, hostname: string): boolean {
  return hostname.endsWith(wildcard.slice(1))
}
