import type { EmbeddedAws } from '../../aws/embedded-aws.ts'
import type { PoolInput } from '../kinds.ts'

/** A hosted zone that a pool names. */
export type NeededZone = { id: string; name: string; private: boolean }

/**
 * The hosted zones that pools need, one for each id. A zone of several domains gets as its name the
 * suffix that the names of the domains share.
 *
 * | how the domains of the pools name the id | zone |
 * |---|---|
 * | some domain names it as `validationZoneID` | public |
 * | some domain names it as `hostedZoneID`, and no `validationZoneID` | public |
 * | each domain names it as `hostedZoneID`, with another `validationZoneID` | private |
 */
export function zonesFor(pools: readonly PoolInput[]): readonly NeededZone[] {
  const zones = new Map<string, NeededZone>()
  const need = (id: string, domainName: string, isPrivate: boolean) => {
    const known = zones.get(id)
    const name = known === undefined ? domainName : commonSuffix(known.name, domainName)
    zones.set(id, { id, name, private: isPrivate && (known?.private ?? true) })
  }
  for (const domain of pools.flatMap(({ spec }) => spec.domains)) {
    const { name, hostedZoneID, validationZoneID = hostedZoneID } = domain
    need(hostedZoneID, name, validationZoneID !== hostedZoneID)
    need(validationZoneID, name, false)
  }
  return [...zones.values()]
}

/** The labels that both names end with. */
function commonSuffix(left: string, right: string): string {
  const leftLabels = left.split('.').reverse()
  const rightLabels = right.split('.').reverse()
  const firstDifference = leftLabels.findIndex((label, index) => label !== rightLabels[index])
  const shared = firstDifference === -1 ? leftLabels : leftLabels.slice(0, firstDifference)
  return shared.reverse().join('.')
}

/** Creates the zones. If a zone's parent is among them, the parent delegates to the zone. */
export function createZonesFor(pools: readonly PoolInput[], cloud: EmbeddedAws): void {
  for (const { id, name, private: isPrivate } of zonesFor(pools))
    cloud.zones.create(name, { id, private: isPrivate })
}
