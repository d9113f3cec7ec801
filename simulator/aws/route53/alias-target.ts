import { awsZoneSuffix } from '../load-balancer-zones.ts'
import type { HostedZone } from './hosted-zones.ts'
import { liesWithin } from './names.ts'
import { type RecordSet, recordKey } from './record-set.ts'

/**
 * Whether the load balancer behind an alias has to exist; undefined asks for the name's form only.
 */
export type AliasTargets = ((dnsName: string) => boolean) | undefined

/**
 * @param zone - that the alias lies in
 * @param records - of that zone, as they would be
 * @returns what Route 53 has against an alias; nothing against a record that is none
 */
export function aliasProblems(
  zone: HostedZone,
  records: ReadonlyMap<string, RecordSet>,
  { type, alias }: RecordSet,
  exists: AliasTargets
): string[] {
  if (alias === undefined) return []
  const tried = `Tried to create an alias that targets ${alias.dnsName}, type ${type} in zone ${alias.hostedZoneID}`
  const outside = `${tried}, but the alias target name does not lie within the target zone`
  const missing = `${tried}, but that target was not found`
  if (alias.hostedZoneID === zone.id) {
    if (!liesWithin(alias.dnsName, zone.name)) return [outside, missing]
    return records.has(recordKey({ name: alias.dnsName, type })) ? [] : [missing]
  }
  const suffix = awsZoneSuffix(alias.hostedZoneID)
  if (suffix === undefined || !alias.dnsName.endsWith(suffix)) return [outside, missing]
  return exists === undefined || exists(alias.dnsName) ? [] : [missing]
}
