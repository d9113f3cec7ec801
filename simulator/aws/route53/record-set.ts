import { compareText, orderKey } from './names.ts'

/** Where an alias points to. */
export type AliasTarget = {
  readonly hostedZoneID: string
  /** Canonical. */
  readonly dnsName: string
  readonly evaluateTargetHealth: boolean
}

/** One record set of a zone. */
export type RecordSet = {
  /** Canonical: `\052.example.com.` */
  readonly name: string
  readonly type: string
  readonly setIdentifier?: string
  /** Seconds; absent for an alias. */
  readonly ttl?: number
  /** As written, TXT values with their quotes; empty for an alias. */
  readonly values: readonly string[]
  readonly alias?: AliasTarget
  /** Weight, Region, Failover and so on, kept and answered as they came. */
  readonly routing: Readonly<Record<string, unknown>>
  /** Milliseconds since the epoch. */
  readonly since: number
}

/** What tells one record set of a zone from another. */
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

/**
 * Whether a DELETE names exactly this record; the order of values and the case of alias names do
 * not matter.
 */
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
