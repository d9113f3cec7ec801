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
  /**
   * The values as the client wrote them. TXT values contain their quotation marks. An alias has no
   * values.
   */
  readonly values: readonly string[]
  readonly alias?: AliasTarget
  /** Members such as Weight, Region and Failover, which are returned as the client sent them. */
  readonly routing: Readonly<Record<string, unknown>>
  /** When it was written, in milliseconds since the epoch. */
  readonly since: number
}

/** What identifies a record set in its zone. */
export function recordKey(record: Pick<RecordSet, 'name' | 'type' | 'setIdentifier'>): string {
  return `${record.name} ${record.type} ${record.setIdentifier ?? ''}`
}

/**
 * Compares two record sets in Route 53's order: by the name's labels in reverse order, then by
 * type, then by set identifier.
 */
export function compareRecords(left: RecordSet, right: RecordSet): number {
  return (
    compareText(orderKey(left.name), orderKey(right.name)) ||
    compareText(left.type, right.type) ||
    compareText(left.setIdentifier ?? '', right.setIdentifier ?? '')
  )
}

/**
 * Whether two record sets are equal. A DELETE must name a record set that is equal to the existing
 * one. The order of the values does not matter.
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
