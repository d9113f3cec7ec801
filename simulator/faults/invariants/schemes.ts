import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import { isReady } from '../conditions.ts'
import type { Truth } from '../truth.ts'
import { type Finding, firstOf, type Invariant } from './invariant.ts'

/**
 * Holds at every moment, whatever people do: the DNS name of a load balancer tells its scheme, so
 * no stale cache can hide it.
 */
export const schemeIsThePools: Invariant = {
  name: 'no Ready on a load balancer of another scheme',
  begin: () => ({
    afterStep: truth => firstOf(truth.claims(), claim => misled(claim, truth))
  })
}

/** The scheme that the pool of a claim asks for; `undefined` when there is no such pool. */
export function poolScheme({ spec }: DomainClaim, { pools }: Truth): string | undefined {
  const pool = pools().find(({ metadata }) => metadata.name === spec.poolName)
  return (pool?.spec?.loadBalancer as { scheme?: string } | undefined)?.scheme
}

function misled(claim: DomainClaim, truth: Truth): Finding {
  if (!isAnyReady(claim, truth)) return undefined
  const wanted = poolScheme(claim, truth)
  const { hostname, hostedZoneID } = claim.spec
  const aliases = truth
    .records()
    .filter(({ zoneID, name, target }) => zoneID === hostedZoneID && name === hostname && target)
  return firstOf(aliases, ({ target = '' }) => {
    const scheme = target.includes('internal-') ? 'internal' : 'internet-facing'
    if (wanted === undefined || scheme === wanted) return undefined
    return `${hostname} is Ready at ${target}, which is ${scheme} and not ${wanted}`
  })
}

function isAnyReady(claim: DomainClaim, { requests }: Truth): boolean {
  const { uid } = claim.spec.requestRef
  return isReady(claim) || requests().some(found => found.metadata.uid === uid && isReady(found))
}
