import type { DomainClaim } from '../../api/domain-claim.ts'
import type { ZoneRef } from '../../dns/zone-ref.ts'

/** The hosted zones of a claim: often one and the same. */
export type ClaimZones = { alias: ZoneRef; validation: ZoneRef }

/** The only place that makes zone references from the ids in a claim. */
export function zonesOf({ spec }: DomainClaim): ClaimZones {
  const { hostedZoneID, validationZoneID = hostedZoneID } = spec
  return { alias: { id: hostedZoneID }, validation: { id: validationZoneID } }
}
