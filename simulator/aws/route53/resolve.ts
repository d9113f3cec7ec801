import type { HostedZone } from './hosted-zones.ts'
import { canonicalName, liesWithin } from './names.ts'
import { type RecordSet, recordKey } from './record-set.ts'

/** The records of a zone, by `recordKey`. A change replaces the map. */
type Records = ReadonlyMap<string, RecordSet>

/**
 * Looks a name up as the public DNS does. It starts at the topmost public zone that contains the
 * name, because the registry delegates to that zone, and it follows NS records downward. So a zone
 * below it to which no NS record delegates is not asked, a name that is delegated to foreign
 * servers gets no answer, and private zones are never asked.
 * @param zones - the zones of the account, in the order of their creation
 * @returns the record set, `undefined` if the public DNS has none
 */
export function resolvePublicly(
  zones: readonly HostedZone[],
  name: string,
  type: string
): RecordSet | undefined {
  const wanted = canonicalName(name)
  const zone = authoritativeZone(zones, wanted)
  return zone && resolveInZone(zone, wanted, type)
}

/**
 * Looks a name up in one zone, with wildcards as RFC 4592 has them. A wildcard answers only for a
 * name that does not exist, and only if the wildcard is right below the closest parent of the name
 * that exists. A name exists if there is a record of any type at the name or below it. So a name
 * without records of its own may exist (an empty non-terminal), and gets no answer.
 * @param name - canonical, and within the zone
 */
export function resolveInZone(
  zone: { readonly name: string; readonly records: Records },
  name: string,
  type: string
): RecordSet | undefined {
  const { records } = zone
  const exact = records.get(recordKey({ name, type }))
  if (exact !== undefined) return exact
  const parents = parentsWithin(zone.name, name)
  // To list the names of a zone takes long, and most zones have no wildcard.
  if (!parents.some(parent => wildcardBelow(parent, type, records))) return undefined
  const existing = namesIn(records)
  if (existing.has(name)) return undefined
  const encloser = parents.find(parent => existing.has(parent))
  const wildcard = encloser === undefined ? undefined : wildcardBelow(encloser, type, records)
  return wildcard && { ...wildcard, name }
}

/** The parents of a name, from the nearest up to the zone's own name. */
function parentsWithin(zoneName: string, name: string): string[] {
  const labels = name.slice(0, -zoneName.length).split('.').slice(0, -1)
  return labels.map((_, index) => [...labels.slice(index + 1), zoneName].join('.'))
}

function wildcardBelow(parent: string, type: string, records: Records): RecordSet | undefined {
  return records.get(recordKey({ name: canonicalName(`*.${parent}`), type }))
}

const namesByRecords = new WeakMap<Records, ReadonlySet<string>>()

/** All names that exist: those of records, and the names above them. Cached until a change. */
function namesIn(records: Records): ReadonlySet<string> {
  const known = namesByRecords.get(records)
  if (known !== undefined) return known
  const names = new Set<string>()
  for (const { name } of records.values())
    for (let rest = name; rest !== '' && !names.has(rest); rest = rest.slice(rest.indexOf('.') + 1))
      names.add(rest)
  namesByRecords.set(records, names)
  return names
}

/**
 * @param name - canonical
 * @returns the public zone that answers for a name, `undefined` if no zone of the account does
 */
function authoritativeZone(zones: readonly HostedZone[], name: string): HostedZone | undefined {
  let zone = topmostZone(zones, name)
  while (zone !== undefined) {
    const delegation = delegationOf(zone, name)
    if (delegation === undefined) return zone
    zone = delegatedZone(zones, delegation)
  }
  return undefined
}

/**
 * The public zone with the shortest name that contains this name. If several zones have the same
 * name, the registry delegates to the oldest of them.
 */
function topmostZone(zones: readonly HostedZone[], name: string): HostedZone | undefined {
  const containing = zones.filter(zone => !zone.private && liesWithin(name, zone.name))
  return containing.reduce<HostedZone | undefined>(
    (best, zone) => (best === undefined || zone.name.length < best.name.length ? zone : best),
    undefined
  )
}

/**
 * The NS records of a zone that delegate a name, or a name above it, to other servers; `undefined`
 * if there are none. If several do, the ones next below the apex count. The NS records at the apex
 * itself are no delegation, because they name the zone's own servers.
 */
function delegationOf(zone: HostedZone, name: string): RecordSet | undefined {
  const below = name.slice(0, -zone.name.length).split('.').slice(0, -1)
  for (let length = 1; length <= below.length; length += 1) {
    const record = zone.records.get(
      recordKey({ name: `${below.slice(-length).join('.')}.${zone.name}`, type: 'NS' })
    )
    if (record !== undefined) return record
  }
  return undefined
}

function delegatedZone(
  zones: readonly HostedZone[],
  delegation: RecordSet
): HostedZone | undefined {
  const servers = new Set(delegation.values.map(canonicalName))
  return zones.find(
    zone =>
      !zone.private &&
      zone.name === delegation.name &&
      zone.nameServers.some(server => servers.has(canonicalName(server)))
  )
}
