import { normalName } from '../../../hooks/dns/records.ts'
import { privateZones, zoneOf } from '../manifests.ts'
import type { WildcardType } from '../schedule.ts'
import type { FaultWorld } from '../world.ts'

const values: { readonly [type in WildcardType]: (number: number) => readonly string[] } = {
  A: number => [`198.51.100.${number}`],
  CNAME: number => [`host${number}.example.net.`],
  MX: number => [`${number} mail.example.net.`]
}

/**
 * Somebody creates a wildcard record right below a domain, or changes it. The public zone and the
 * private zone of the domain get the same record.
 */
export function putWildcard(
  domain: string,
  type: WildcardType,
  number: number,
  { people }: FaultWorld
): boolean {
  const record = { name: `*.${domain}`, type, values: values[type](number) }
  people.disturb(record.name)
  for (const zoneID of zonesOf(domain)) people.putRecord(zoneID, record)
  return true
}

/** Somebody removes the wildcard records that people have made below a domain. */
export function removeWildcard(domain: string, { people }: FaultWorld): boolean {
  const wildcard = `*.${domain}`
  const found = [...people.foreignRecords.values()].filter(
    ({ zoneID, name }) => normalName(name) === wildcard && zonesOf(domain).includes(zoneID)
  )
  people.disturb(wildcard)
  for (const { zoneID, name, type } of found) people.removeRecord(zoneID, name, type)
  return found.length > 0
}

/** Somebody creates a record at a name, so that no wildcard answers for the name any more. */
export function putExplicitName(name: string, domain: string, { people }: FaultWorld): boolean {
  const record = { name, type: 'A', values: values.A(250) } as const
  people.disturb(name)
  for (const zoneID of zonesOf(domain)) people.putRecord(zoneID, record)
  return true
}

function zonesOf(domain: string): readonly string[] {
  return [zoneOf(domain), privateZones[domain] ?? zoneOf(domain)]
}
