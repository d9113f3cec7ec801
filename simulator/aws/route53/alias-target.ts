import { awsZoneSuffix } from '../load-balancer-zones.ts'
import type { HostedZone } from './hosted-zones.ts'
import { liesWithin } from './names.ts'
import { type RecordSet, recordKey } from './record-set.ts'

/**
 * Says whether a load balancer with this DNS name exists. If it is `undefined`, only the form of an
 * alias target's name is checked.
 */
export type AliasTargets = ((dnsName: string) => boolean) | undefined

/**
 * @param zone - the zone in which the alias is written
 * @param records - the records of that zone after the earlier changes of the batch
 * @returns Route 53's objections to an alias; an empty list for a record that is not an alias
 */
export function aliasProblems(
  zone: HostedZone,
  records: ReadonlyMap<string, RecordSet>,
  { type, alias }: RecordSet,
  exists: AliasTargets
): string[] {
  if (alias === undefined) return []
  const target = `${alias.dnsName}, type ${type} in zone ${alias.hostedZoneID}`
  const tried = `Tried to create an alias that targets ${target}`
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
