import { defined } from '../../../hooks/defined.ts'
import type { Account } from '../account.ts'
import { awsError } from '../wire/errors.ts'
import { canonicalName } from './names.ts'
import { compareRecords, type RecordSet, recordKey } from './record-set.ts'

export type HostedZone = {
  /** Without `/hostedzone/`. */
  readonly id: string
  /** Canonical, with the trailing dot. */
  readonly name: string
  readonly private: boolean
  readonly callerReference: string
  readonly comment?: string
  readonly vpc?: { readonly region: string; readonly id: string }
  /** Without trailing dots. */
  readonly nameServers: readonly string[]
  records: ReadonlyMap<string, RecordSet>
  /**
   * When Route 53 has processed the last change of this zone, in milliseconds since the epoch. The
   * zone accepts no other change before that time.
   */
  busyUntil: number
}

/** The fields of a new zone. */
export type NewZone = Pick<HostedZone, 'name' | 'private' | 'callerReference'> &
  Partial<Pick<HostedZone, 'id' | 'comment' | 'vpc'>>

/** The zones of the account. */
export type HostedZones = {
  readonly add: (zone: NewZone) => HostedZone
  /** Throws NoSuchHostedZone. */
  readonly get: (id: string) => HostedZone
  readonly all: () => readonly HostedZone[]
  readonly remove: (id: string) => void
  /** All records of a zone in Route 53's order. */
  readonly sortedRecords: (zone: HostedZone) => readonly RecordSet[]
}

/** All private zones have the same four name servers. */
const privateNameServers = [
  'ns-0.awsdns-00.com',
  'ns-512.awsdns-00.net',
  'ns-1024.awsdns-00.org',
  'ns-1536.awsdns-00.co.uk'
]

/** The TTLs of the records that a new zone has, in seconds. */
const nameServerTTL = 172_800
const startOfAuthorityTTL = 900

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

export function createHostedZones(account: Account): HostedZones {
  const zones = new Map<string, HostedZone>()
  const sorted = new WeakMap<ReadonlyMap<string, RecordSet>, readonly RecordSet[]>()
  return {
    add: fields => {
      const zone = newZone(account, fields)
      zones.set(zone.id, zone)
      return zone
    },
    get: id => zones.get(id) ?? noSuchZone(id),
    all: () => [...zones.values()],
    remove: id => void zones.delete(id),
    sortedRecords: zone => {
      const { records } = zone
      const list = sorted.get(records) ?? [...records.values()].sort(compareRecords)
      sorted.set(records, list)
      return list
    }
  }
}

function noSuchZone(id: string): never {
  throw awsError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, 404)
}

function newZone(account: Account, fields: NewZone): HostedZone {
  const name = canonicalName(fields.name)
  const nameServers = fields.private ? privateNameServers : publicNameServers(account)
  const { comment, vpc } = fields
  return {
    id: fields.id ?? `Z${account.random.text(20, alphabet)}`,
    name,
    private: fields.private,
    callerReference: fields.callerReference,
    ...defined({ comment, vpc }),
    nameServers,
    records: new Map(
      apexRecords(name, nameServers, account.clock.now()).map(record => [recordKey(record), record])
    ),
    busyUntil: 0
  }
}

/**
 * Makes the names of four name servers in four top-level domains. The servers are numbered; each
 * name's number comes from a block of 512 numbers of its own.
 */
function publicNameServers({ random }: Account): string[] {
  const label = (block: number) => {
    const number = block * 512 + Math.floor(random.next() * 512)
    return `ns-${number}.awsdns-${String(number % 64).padStart(2, '0')}`
  }
  return [`${label(0)}.com`, `${label(1)}.net`, `${label(2)}.org`, `${label(3)}.co.uk`]
}

function apexRecords(name: string, nameServers: readonly string[], since: number): RecordSet[] {
  const authority = `${nameServers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`
  return [
    {
      name,
      type: 'NS',
      ttl: nameServerTTL,
      values: nameServers.map(server => `${server}.`),
      routing: {},
      since
    },
    { name, type: 'SOA', ttl: startOfAuthorityTTL, values: [authority], routing: {}, since }
  ]
}
