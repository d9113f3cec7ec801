import { defined } from '../../hooks/defined.ts'
import { applyChanges } from './route53/apply-changes.ts'
import type { Change } from './route53/change-batch.ts'
import type { HostedZone } from './route53/hosted-zones.ts'
import { canonicalName, liesWithin } from './route53/names.ts'
import type { RecordSet } from './route53/record-set.ts'
import { resolvePublicly } from './route53/resolve.ts'
import type { Route53 } from './route53/route53.ts'

export type ZoneOptions = {
  /** By default public. */
  readonly private?: boolean
  /** By default random. */
  readonly id?: string
  /**
   * Whether the zone becomes part of the public DNS; by default it does. The nearest public zone
   * above the new zone then gets NS records that delegate to the new zone, and the new zone gets NS
   * records that delegate to the public zones right below it.
   */
  readonly delegate?: boolean
}

/** A record as a person would write it. A TXT value contains its quotation marks. */
export type NewRecord = Partial<Pick<RecordSet, 'ttl' | 'alias' | 'setIdentifier' | 'routing'>> & {
  readonly name: string
  readonly type: string
  readonly values?: readonly string[]
}

/**
 * Reads and changes zones directly. These are no API calls: they take nothing from the quotas, and
 * the call log does not show them.
 */
export type Zones = {
  readonly create: (name: string, options?: ZoneOptions) => HostedZone
  /** Deletes a zone with all its records. The zones above it still delegate to it. */
  readonly remove: (id: string) => void
  readonly list: () => readonly HostedZone[]
  /** Throws NoSuchHostedZone. */
  readonly get: (id: string) => HostedZone
  /** All records in Route 53's order, including NS and SOA at the apex. */
  readonly records: (id: string) => readonly RecordSet[]
  /** Writes or replaces a record, as a person does in the console. Throws InvalidChangeBatch. */
  readonly put: (id: string, record: NewRecord) => void
  /** Removes a record if it exists, as a person does in the console. */
  readonly removeRecord: (id: string, name: string, type: string) => void
  /**
   * Writes NS records that delegate a name of this zone to name servers, by default to those of a
   * provider other than AWS.
   */
  readonly delegate: (id: string, name: string, nameServers?: readonly string[]) => void
  /**
   * Returns what the public DNS answers for a name. It knows only the names of this account's
   * zones.
   */
  readonly resolve: (name: string, type: string) => RecordSet | undefined
}

const foreignNameServers = ['ns1.elsewhere.example', 'ns2.elsewhere.example']

export function createZones(service: Route53): Zones {
  const { zones } = service
  return {
    create: (name, options = {}) => createZone(service, name, options),
    remove: id => service.removeZone(zones.get(id)),
    list: zones.all,
    get: zones.get,
    records: id => zones.sortedRecords(zones.get(id)),
    put: (id, record) => putRecord(service, id, record),
    removeRecord: (id, name, type) => removeRecord(service, id, { name, type }),
    delegate: (id, name, nameServers = foreignNameServers) =>
      delegate(service, id, name, nameServers),
    resolve: (name, type) => resolvePublicly(zones.all(), name, type)
  }
}

function createZone(service: Route53, name: string, options: ZoneOptions): HostedZone {
  const { zones } = service
  const zone = service.addZone(fieldsOf(name, options, zones.all().length))
  if (options.delegate === false || zone.private) return zone
  for (const [above, below] of delegations(zones.all(), zone))
    delegate(service, above.id, below.name, below.nameServers)
  return zone
}

function putRecord(service: Route53, id: string, fields: NewRecord): void {
  const { name, type, values = [], ttl = 300, alias, setIdentifier, routing = {} } = fields
  const record = {
    name: canonicalName(name),
    type,
    values,
    ...(alias === undefined ? { ttl } : { alias }),
    routing,
    ...defined({ setIdentifier }),
    since: service.account.clock.now()
  }
  change(service, id, { action: 'UPSERT', writtenName: name, record })
}

function removeRecord(service: Route53, id: string, { name, type }: NewRecord): void {
  const wanted = canonicalName(name)
  const records = [...service.zones.get(id).records.values()]
  const record = records.find(found => found.name === wanted && found.type === type)
  if (record !== undefined) change(service, id, { action: 'DELETE', writtenName: name, record })
}

function delegate(
  service: Route53,
  id: string,
  name: string,
  nameServers: readonly string[]
): void {
  const values = nameServers.map(server => `${server}.`)
  putRecord(service, id, { name, type: 'NS', values, ttl: 172_800 })
}

function change(service: Route53, id: string, wanted: Change): void {
  const zone = service.zones.get(id)
  service.replaceRecords(zone, applyChanges(zone, [wanted], service.rules))
  zone.busyUntil = 0
}

function fieldsOf(name: string, options: ZoneOptions, count: number) {
  const callerReference = `zone-${count + 1}`
  return {
    name,
    private: options.private ?? false,
    callerReference,
    ...defined({ id: options.id })
  }
}

/**
 * The delegations that a new zone needs, as pairs: the first zone of a pair has to delegate to the
 * second. The nearest zone above the new zone delegates to the new zone. The new zone delegates to
 * each zone right below it.
 */
function delegations(
  zones: readonly HostedZone[],
  added: HostedZone
): (readonly [HostedZone, HostedZone])[] {
  const publicZones = zones.filter(zone => !zone.private)
  const parent = nearestAbove(publicZones, added)
  const children = publicZones.filter(zone => nearestAbove(publicZones, zone) === added)
  return [
    ...(parent === undefined ? [] : [[parent, added] as const]),
    ...children.map(child => [added, child] as const)
  ]
}

function nearestAbove(zones: readonly HostedZone[], { name }: HostedZone): HostedZone | undefined {
  const above = zones.filter(zone => zone.name !== name && liesWithin(name, zone.name))
  return above.toSorted((left, right) => right.name.length - left.name.length)[0]
}
