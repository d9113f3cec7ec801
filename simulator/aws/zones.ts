import { defined } from '../../hooks/defined.ts'
import { applyChanges } from './route53/apply-changes.ts'
import type { Change } from './route53/change-batch.ts'
import type { HostedZone } from './route53/hosted-zones.ts'
import { canonicalName, liesWithin } from './route53/names.ts'
import type { RecordSet } from './route53/record-set.ts'
import { resolvePublicly } from './route53/resolve.ts'
import type { Route53 } from './route53/route53.ts'

/** How a zone is made; public and delegated unless said otherwise. */
export type ZoneOptions = {
  readonly private?: boolean
  /** Made up if absent. */
  readonly id?: string
  /** Whether public zones above and below are joined to it by NS records; true unless said otherwise. */
  readonly delegate?: boolean
}

/** A record as a person would write it; TXT values with their quotes. */
export type NewRecord = Partial<Pick<RecordSet, 'ttl' | 'alias'>> & {
  readonly name: string
  readonly type: string
  readonly values?: readonly string[]
}

/** A look behind Route 53's API, and hands that work without it; it costs no calls. */
export type Zones = {
  readonly create: (name: string, options?: ZoneOptions) => HostedZone
  readonly list: () => readonly HostedZone[]
  /** Throws NoSuchHostedZone. */
  readonly get: (id: string) => HostedZone
  /** In Route 53's order, NS and SOA at the apex included. */
  readonly records: (id: string) => readonly RecordSet[]
  /** As a person would in the console, replacing what is there; throws InvalidChangeBatch. */
  readonly put: (id: string, record: NewRecord) => void
  /** As a person would in the console; nothing happens if there is no such record. */
  readonly removeRecord: (id: string, name: string, type: string) => void
  /** Delegates a name to name servers, by default to ones of somebody else. */
  readonly delegate: (id: string, name: string, nameServers?: readonly string[]) => void
  /** What the public DNS answers for a name of the account's zones. */
  readonly resolve: (name: string, type: string) => RecordSet | undefined
}

const foreignNameServers = ['ns1.elsewhere.example', 'ns2.elsewhere.example']

/** @returns hands and eyes on the zones */
export function createZones(service: Route53): Zones {
  const { zones, account } = service
  const change = (id: string, changes: readonly Change[]) => {
    const zone = zones.get(id)
    service.replaceRecords(zone, applyChanges(zone, changes, service.rules))
    zone.busyUntil = 0
  }
  const put = (id: string, { name, type, values = [], ttl, alias }: NewRecord) => {
    const target = alias === undefined ? { ttl: ttl ?? 300 } : { alias }
    const record = {
      name: canonicalName(name),
      type,
      values,
      ...target,
      routing: {},
      since: account.clock.now()
    }
    change(id, [{ action: 'UPSERT', writtenName: name, record }])
  }
  const delegate = (
    id: string,
    name: string,
    nameServers: readonly string[] = foreignNameServers
  ) => put(id, { name, type: 'NS', values: nameServers.map(server => `${server}.`), ttl: 172_800 })
  return {
    create: (name, options = {}) => {
      const zone = service.addZone(fieldsOf(name, options, zones.all().length))
      const join = options.delegate !== false && !zone.private
      if (join)
        for (const [above, below] of joints(zones.all(), zone))
          delegate(above.id, below.name, below.nameServers)
      return zone
    },
    list: zones.all,
    get: zones.get,
    records: id => zones.sortedRecords(zones.get(id)),
    put,
    removeRecord: (id, name, type) => {
      const wanted = canonicalName(name)
      const record = [...zones.get(id).records.values()].find(
        found => found.name === wanted && found.type === type
      )
      if (record !== undefined) change(id, [{ action: 'DELETE', writtenName: name, record }])
    },
    delegate,
    resolve: (name, type) => resolvePublicly(zones.all(), name, type)
  }
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

/** Which pairs of zones a new one needs joined: with the nearest above it, and with those right below it. */
function joints(
  zones: readonly HostedZone[],
  added: HostedZone
): (readonly [HostedZone, HostedZone])[] {
  const open = zones.filter(zone => !zone.private)
  const parent = nearestAbove(open, added)
  const children = open.filter(zone => nearestAbove(open, zone) === added)
  return [
    ...(parent === undefined ? [] : [[parent, added] as const]),
    ...children.map(child => [added, child] as const)
  ]
}

function nearestAbove(zones: readonly HostedZone[], { name }: HostedZone): HostedZone | undefined {
  const above = zones.filter(zone => zone.name !== name && liesWithin(name, zone.name))
  return above.toSorted((left, right) => right.name.length - left.name.length)[0]
}
