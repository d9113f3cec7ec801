import { defined } from '../../hooks/defined.ts'
import { normalName } from '../../hooks/dns/records.ts'
import type { EmbeddedAws } from '../aws/embedded-aws.ts'
import type { RecordSet } from '../aws/route53/record-set.ts'

/** A record in a zone. `name` and `target` are in the normal form of `normalName`. */
export type ZoneRecord = {
  readonly zoneID: string
  readonly name: string
  readonly type: string
  readonly values: readonly string[]
  /** The name that an alias points to. */
  readonly target?: string
  /** When the record was written (ms). */
  readonly since: number
}

/** The content of an ownership TXT record. */
export type Owner = {
  zoneID: string
  hostname: string
  cluster: string
  claim: string | undefined
  types: readonly string[]
  target: string
}

type Records = readonly ZoneRecord[]
const cachedByZone = new WeakMap<ReadonlyMap<string, RecordSet>, Records>()
const cachedByCloud = new WeakMap<EmbeddedAws, { parts: readonly Records[]; all: Records }>()

/**
 * The records of all zones, without NS and SOA. This returns the same list until a record changes.
 * The caches use the record maps of the zones as keys, because a zone replaces its map with each
 * change.
 */
export function recordsOf(cloud: EmbeddedAws): Records {
  const parts = cloud.zones.list().map(({ id, records }) => recordsIn(id, records))
  const cached = cachedByCloud.get(cloud)
  const isSame =
    cached?.parts.length === parts.length &&
    parts.every((part, index) => part === cached.parts[index])
  if (isSame) return cached.all
  const all = parts.flat()
  cachedByCloud.set(cloud, { parts, all })
  return all
}

function recordsIn(zoneID: string, records: ReadonlyMap<string, RecordSet>): Records {
  const cached = cachedByZone.get(records)
  if (cached !== undefined) return cached
  const read = [...records.values()].flatMap(record => readRecord(zoneID, record))
  cachedByZone.set(records, read)
  return read
}

function readRecord(zoneID: string, record: RecordSet): ZoneRecord[] {
  const { name, type, values, alias, since } = record
  if (type === 'NS' || type === 'SOA') return []
  const target = alias && normalName(alias.dnsName)
  return [{ zoneID, name: normalName(name), type, values, since, ...defined({ target }) }]
}

const prefix = '_gateway-orchestrator.'

/** The name of the TXT record that owns a hostname's alias. */
export function txtNameOf(hostname: string): string {
  return prefix + hostname.replace(/^\*\./, '_wildcard.')
}

const copiesLabel = '_copies.'

/**
 * The hostname at which a record is a copy of a wildcard's record, or the TXT record that lists
 * such copies; `undefined` for any other record.
 */
export function copiedName(
  record: Pick<ZoneRecord, 'zoneID' | 'name' | 'type'>,
  records: Records
): string | undefined {
  const { zoneID, name, type } = record
  const listName = prefix + copiesLabel
  if (name.startsWith(listName)) return name.slice(listName.length)
  const list = records.find(found => found.zoneID === zoneID && found.name === listName + name)
  return list !== undefined && ownerOf(list)?.types.includes(type) ? name : undefined
}

/**
 * Reads an ownership TXT record. A mistake in the hooks' own reader would hide itself from the
 * invariants if they used that reader. So this is a second reader.
 * @returns `undefined` for any other record
 */
export function ownerOf({ zoneID, name, type, values }: ZoneRecord): Owner | undefined {
  if (type !== 'TXT' || !name.startsWith(prefix)) return undefined
  const text = values.join('').replace(/"\s*"/g, '').replaceAll('"', '')
  if (!text.startsWith('heritage=gateway-orchestrator,')) return undefined
  const pairs = text.split(',').map(field => field.split('=') as [string, string])
  const { cluster = '', claim, types = '', target = '' } = Object.fromEntries(pairs)
  const hostname = name.slice(prefix.length).replace(/^_wildcard\./, '*.')
  return { zoneID, hostname, cluster, claim, types: types.split('+'), target }
}
