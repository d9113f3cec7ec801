import { isWithin } from '../../hostname/domains.ts'
import { cloudFrontRegions } from '../../partition.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { listAt, textAt } from '../cluster/objects.ts'
import type { AWSView } from './aws-view.ts'
import type { OrphanEvidence, RegionSeen, ZoneSeen } from './find-orphans.ts'

/** What was seen of AWS, and what could not be read. */
export type SeenAWS = OrphanEvidence & { unread: readonly string[] }

/** Where to look, beside the zones and regions that pools and claims name. */
export type Places = {
  zones: readonly string[]
  /** The region of the hooks, and their `CERTIFICATE_REGIONS`. */
  regions: readonly string[]
  /** Why the regions of the hooks may be more than those; `undefined` if they are all. */
  unknownRegions?: string
}

/**
 * Reads the zones that pools and claims name, and the certificates of their regions for hostnames
 * in their domains.
 */
export async function observeAWS(
  aws: AWSView,
  cluster: string,
  objects: { pools: readonly ReadObject[]; claims: readonly ReadObject[] },
  places: Places
): Promise<SeenAWS> {
  const { pools, claims } = objects
  const unread: string[] = []
  const toRead = new Set([...zonesOf(pools, claims), ...places.zones])
  if (toRead.size === 0) unread.push('any zone: no pool and no claim names one')
  const zones: ZoneSeen[] = []
  for (const zone of toRead) {
    const records = await aws.records(zone)
    if (records.ok) zones.push({ zone, records: records.value })
    else unread.push(`zone ${zone}: ${records.why}`)
  }
  const domains = domainsOf(pools, claims)
  const isWanted = (name: string) => domains.some(domain => isWithin(name, domain))
  const regions: RegionSeen[] = []
  const wanted = regionsOf(pools, claims, places.regions)
  if (wanted.size === 0) unread.push('certificates: no region is known, give one with --region')
  for (const each of wanted) {
    const certificates = await aws.certificates(each, isWanted)
    if (certificates.ok) regions.push({ region: each, ...certificates.value })
    else unread.push(`certificates in ${each}: ${certificates.why}`)
  }
  if (places.unknownRegions !== undefined) unread.push(places.unknownRegions)
  const areAllRead = wanted.size > 0 && regions.length === wanted.size
  const areRegionsComplete = areAllRead && places.unknownRegions === undefined
  return { cluster, claims, lasting: claims, zones, regions, areRegionsComplete, unread }
}

function domainEntries(pools: readonly ReadObject[]): readonly unknown[] {
  return pools.flatMap(pool => listAt(pool, 'spec', 'domains'))
}

function zonesOf(pools: readonly ReadObject[], claims: readonly ReadObject[]): Set<string> {
  const entries = [...domainEntries(pools), ...claims.map(({ spec }) => spec)]
  const fields = ['hostedZoneID', 'validationZoneID']
  return new Set(entries.flatMap(entry => fields.flatMap(field => textAt(entry, field) ?? [])))
}

function domainsOf(pools: readonly ReadObject[], claims: readonly ReadObject[]): string[] {
  const ofPools = domainEntries(pools).flatMap(entry => textAt(entry, 'name') ?? [])
  return [...ofPools, ...claims.flatMap(claim => textAt(claim, 'spec', 'hostname') ?? [])]
}

function regionsOf(
  pools: readonly ReadObject[],
  claims: readonly ReadObject[],
  ofHooks: readonly string[]
): Set<string> {
  const ofObjects = [...pools, ...claims].flatMap(each => textAt(each, 'spec', 'region') ?? [])
  const named = [...ofObjects, ...ofHooks]
  return new Set([...named, ...named.flatMap(cloudFrontRegions)])
}
