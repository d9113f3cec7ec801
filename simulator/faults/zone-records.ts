import { normalName } from '../../hooks/dns/records.ts'
import type { EmbeddedAws } from '../aws/embedded-aws.ts'
import type { RecordSet } from '../aws/route53/record-set.ts'

/** A record as it stands in a zone, names in our normal form. */
export type ZoneRecord = {
  readonly zoneID: string
  readonly name: string
  readonly type: string
  readonly values: readonly string[]
  /** What an alias points to. */
  readonly target?: string
  /** When it was written (ms). */
  readonly since: number
}

/** What an ownership TXT says. This reader is its own, so that a mistake in the hooks' cannot hide itself. */
export type Owner = {
  zoneID: string
  hostname: string
  cluster: string
  claim: string | undefined
  types: readonly string[]
  target: string
}

type Records = readonly ZoneRecord[]
const views = new WeakMap<ReadonlyMap<string, RecordSet>, Records>()
const wholes = new WeakMap<EmbeddedAws, { parts: readonly Records[]; whole: Records }>()

/**
 * All records of all zones but NS and SOA. Zones replace their map at every change, so that reading again is free; as
 * long as nothing changes it is the same list.
 */
export function recordsOf(cloud: EmbeddedAws): Records {
  const parts = cloud.zones.list().map(({ id, records }) => viewOf(id, records))
  const known = wholes.get(cloud)
  if (
    known?.parts.length === parts.length &&
    parts.every((part, index) => part === known.parts[index])
  )
    return known.whole
  const whole = parts.flat()
  wholes.set(cloud, { parts, whole })
  return whole
}

function viewOf(zoneID: string, records: ReadonlyMap<string, RecordSet>): Records {
  const known = views.get(records) ?? [...records.values()].flatMap(record => seen(zoneID, record))
  views.set(records, known)
  return known
}

function seen(zoneID: string, { name, type, values, alias, since }: RecordSet): ZoneRecord[] {
  if (type === 'NS' || type === 'SOA') return []
  const target = alias === undefined ? {} : { target: normalName(alias.dnsName) }
  return [{ zoneID, name: normalName(name), type, values, since, ...target }]
}

const prefix = '_gateway-orchestrator.'

/** Where the TXT of a hostname's alias stands. */
export function txtNameOf(hostname: string): string {
  return prefix + hostname.replace(/^\*\./, '_wildcard.')
}

/** Reads a TXT of ours; undefined for any other record. */
export function ownerOf({ zoneID, name, type, values }: ZoneRecord): Owner | undefined {
  const text = values.join('').replace(/"\s*"/g, '').replaceAll('"', '')
  if (
    type !== 'TXT' ||
    !name.startsWith(prefix) ||
    !text.startsWith('heritage=gateway-orchestrator,')
  )
    return undefined
  const fields = Object.fromEntries(
    text.split(',').map(field => field.split('=') as [string, string])
  )
  const hostname = name.slice(prefix.length).replace(/^_wildcard\./, '*.')
  const { cluster = '', claim, types = '', target = '' } = fields
  return { zoneID, hostname, cluster, claim, types: types.split('+'), target }
}
