import type { DomainClaimSpec } from '../../api/domain-claim.ts'
import type { PoolDomain } from '../../api/pool-domain.ts'
import { hasNothingInZones } from '../../conditions/nothing-in-zones.ts'
import { defined } from '../../defined.ts'
import type { SeenClaim } from '../observe/read-claims.ts'

/** The hosted zones of a domain or of a claim. */
export type Zones = Pick<DomainClaimSpec, 'hostedZoneID' | 'validationZoneID'>

/** The zones of a domain or of a claim, without its other fields. */
export function zonesOf({ hostedZoneID, validationZoneID }: Zones): Zones {
  return { hostedZoneID, ...defined({ validationZoneID }) }
}

/**
 * The zones that a claim gets: those of its domain in the pool, while the claim has nothing in its
 * present zones. Otherwise it keeps its zones, because it finds its records only through them.
 * @param domain the domain of the pool that covers the hostname; `undefined` when none does
 */
export function zonesFor({ object }: SeenClaim, domain: PoolDomain | undefined): Zones {
  const own = zonesOf(object.spec)
  if (domain === undefined || areSame(own, domain) || !hasNothingInZones(object)) return own
  const { hostedZoneID } = domain
  // If another field manager owned `validationZoneID` too, our apply could not remove it. The zone
  // of the alias has the same meaning as no `validationZoneID`.
  const instead = own.validationZoneID === undefined ? undefined : hostedZoneID
  return { hostedZoneID, ...defined({ validationZoneID: domain.validationZoneID ?? instead }) }
}

/** Whether a claim has other zones than its domain in the pool, and keeps them. */
export function keepsOtherZones(claim: SeenClaim, domain: PoolDomain): boolean {
  return !claim.terminating && !areSame(zonesFor(claim, domain), domain)
}

/** Whether two pairs of zones mean the same. Without `validationZoneID`, one zone serves both. */
function areSame(a: Zones, b: Zones): boolean {
  return (
    a.hostedZoneID === b.hostedZoneID &&
    (a.validationZoneID ?? a.hostedZoneID) === (b.validationZoneID ?? b.hostedZoneID)
  )
}
