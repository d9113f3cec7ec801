import type { EmbeddedAws } from '../aws/embedded-aws.ts'
import type { PoolInput } from './kinds.ts'

/** A hosted zone that pools name. */
export type NeededZone = { id: string; name: string; private: boolean }

/**
 * The zones that pools need: one for each id. A zone that several domains share is of the suffix that they have in
 * common; a hostedZoneID beside another validationZoneID is a private zone.
 */
export function zonesFor(pools: readonly PoolInput[]): readonly NeededZone[] {
  const zones = new Map<string, NeededZone>()
  const need = (id: string, name: string, isPrivate: boolean) => {
    const known = zones.get(id)
    zones.set(id, {
      id,
      name: known === undefined ? name : commonSuffix(known.name, name),
      private: isPrivate && (known?.private ?? true)
    })
  }
  for (const { name, hostedZoneID, validationZoneID = hostedZoneID } of pools.flatMap(
    pool => pool.spec.domains
  )) {
    need(hostedZoneID, name, validationZoneID !== hostedZoneID)
    need(validationZoneID, name, false)
  }
  return [...zones.values()]
}

/** The labels at the end that both names have. */
function commonSuffix(one: string, other: string): string {
  const [left, right] = [one, other].map(name => name.split('.').reverse())
  const differ = (left ?? []).findIndex((label, index) => label !== right?.[index])
  return (left ?? [])
    .slice(0, differ === -1 ? undefined : differ)
    .reverse()
    .join('.')
}

/** Makes the zones; each is delegated from the one above it, if that is among them. */
export function createZonesFor(pools: readonly PoolInput[], cloud: EmbeddedAws): void {
  for (const { id, name, private: isPrivate } of zonesFor(pools))
    cloud.zones.create(name, { id, private: isPrivate })
}
