import { isWithin } from '../../hostname/domains.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { listAt, textAt } from '../cluster/objects.ts'
import type { AWSView } from './aws-view.ts'
import type { OrphanEvidence, RegionSeen, ZoneSeen } from './find-orphans.ts'

/** What was seen of AWS, and what could not be read. */
export type SeenAWS = OrphanEvidence & { unread: readonly string[] }

/**
 * Reads the zones that pools and claims name, and the certificates of their regions for hostnames
 * in their domains.
 * @param region - the region of the hooks, if it is known
 */
export async function observeAWS(
  aws: AWSView,
  cluster: string,
  objects: { pools: readonly ReadObject[]; claims: readonly ReadObject[] },
  region: string | undefined
): Promise<SeenAWS> {
  const { pools, claims } = objects
  const unread: string[] = []
  const zones: ZoneSeen[] = []
  for (const zone of zonesOf(pools, claims)) {
    const records = await aws.records(zone)
    if (records.ok) zones.push({ zone, records: records.value })
    else unread.push(`zone ${zone}: ${records.why}`)
  }
  const domains = domainsOf(pools, claims)
  const isWanted = (name: string) => domains.some(domain => isWithin(name, domain))
  const regions: RegionSeen[] = []
  const wanted = regionsOf(pools, claims, region)
  for (const each of wanted) {
    const certificates = await aws.certificates(each, isWanted)
    if (certificates.ok) regions.push({ region: each, certificates: certificates.value })
    else unread.push(`certificates in ${each}: ${certificates.why}`)
  }
  const areRegionsComplete = regions.length === wanted.size
  return { cluster, claims, zones, regions, areRegionsComplete, unread }
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
  ofHooks: string | undefined
): Set<string> {
  const named = [...pools, ...claims].flatMap(each => textAt(each, 'spec', 'region') ?? [])
  // CloudFront takes its certificates from us-east-1, and they may need the same records.
  return new Set([...named, ...(ofHooks === undefined ? [] : [ofHooks]), 'us-east-1'])
}
