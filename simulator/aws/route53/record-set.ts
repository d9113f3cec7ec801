import { compareText, orderKey } from './names.ts'

/** The target of an alias. */
export type AliasTarget = {
  readonly hostedZoneID: string
  /** Canonical. */
  readonly dnsName: string
  readonly evaluateTargetHealth: boolean
}

/** One record set of a zone. */
export type RecordSet = {
  /** Canonical, such as `\052.example.com.`. */
  readonly name: string
  readonly type: string
  readonly setIdentifier?: string
  /** In seconds. An alias has none. */
  readonly ttl?: number
  /** As the client wrote them: TXT values have their quotes. An alias has none. */
  readonly values: readonly string[]
  readonly alias?: AliasTarget
  /** Weight, Region, Failover and so on, returned as they came. */
  readonly routing: Readonly<Record<string, unknown>>
  /** When it was written, in milliseconds since the epoch. */
  readonly since: number
}

/** What identifies a record set in its zone. */
export function recordKey(record: Pick<RecordSet, 'name' | 'type' | 'setIdentifier'>): string {
  return `${record.name} ${record.type} ${record.setIdentifier ?? ''}`
}

/** Route 53's order: by reversed labels, then type, then set identifier. */
export function compareRecords(left: RecordSet, right: RecordSet): number {
  return (
    compareText(orderKey(left.name), orderKey(right.name)) ||
    compareText(left.type, right.type) ||
    compareText(left.setIdentifier ?? '', right.setIdentifier ?? '')
  )
}

/** Whether a DELETE names exactly this record. The order of the values does not matter. */
export function sameRecord(left: RecordSet, right: RecordSet): boolean {
  return comparable(left) === comparable(right)
}

function comparable(record: RecordSet): string {
  const routing = Object.entries(record.routing).sort(([left], [right]) => compareText(left, right))
  return JSON.stringify([
    recordKey(record),
    record.ttl ?? null,
    [...record.values].sort(compareText),
    record.alias === undefined
      ? null
      : [record.alias.hostedZoneID, record.alias.dnsName, record.alias.evaluateTargetHealth],
    routing
  ])
}
