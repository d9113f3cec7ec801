import { defined } from '../../../hooks/defined.ts'
import { awsError } from '../wire/errors.ts'
import { childOf, listOf, textOf, type XmlNode } from '../wire/xml.ts'
import { canonicalName } from './names.ts'
import type { AliasTarget, RecordSet } from './record-set.ts'

/** What to do with one record set. */
export type Change = {
  readonly action: 'CREATE' | 'DELETE' | 'UPSERT'
  readonly record: RecordSet
  readonly writtenName: string
}

/** A change batch as it came. */
export type ChangeBatch = {
  readonly comment: string | undefined
  readonly changes: readonly Change[]
}

/** Members of a record set that are kept and compared but mean nothing here. */
const routingMembers = [
  'Weight',
  'Region',
  'GeoLocation',
  'Failover',
  'MultiValueAnswer',
  'HealthCheckId',
  'CidrRoutingConfig'
]

/**
 * @param request - a ChangeResourceRecordSetsRequest
 * @param now - the time of the records, milliseconds since the epoch
 * @returns the batch; throws InvalidInput or MalformedInput where Route 53's schema would
 */
export function parseChangeBatch(request: XmlNode, now: number): ChangeBatch {
  const batch = childOf(request, 'ChangeBatch')
  if (batch === undefined) throw incomplete('ChangeResourceRecordSetsRequest', 'ChangeBatch')
  const changes = listOf(batch, 'Changes', 'Change')
  if (changes.length === 0) throw incomplete('Changes', 'Change')
  return {
    comment: textOf(batch, 'Comment'),
    changes: changes.map(change => parseChange(change, now))
  }
}

function parseChange(node: XmlNode, now: number): Change {
  const set = childOf(node, 'ResourceRecordSet')
  if (set === undefined) throw incomplete('Change', 'ResourceRecordSet')
  const writtenName = required(set, 'ResourceRecordSet', 'Name')
  const change = {
    action: parseAction(required(node, 'Change', 'Action')),
    writtenName,
    record: parseRecord(set, now)
  }
  requireTarget(change)
  return change
}

function parseAction(action: string): Change['action'] {
  if (action === 'CREATE' || action === 'DELETE' || action === 'UPSERT') return action
  throw awsError(
    'InvalidInput',
    `Invalid XML ; cvc-enumeration-valid: Value '${action}' is not facet-valid with respect to enumeration '[CREATE, DELETE, UPSERT]'. It must be a value from the enumeration.`
  )
}

function parseRecord(set: XmlNode, since: number): RecordSet {
  const setIdentifier = textOf(set, 'SetIdentifier')
  const ttl = textOf(set, 'TTL')
  const alias = childOf(set, 'AliasTarget')
  const routing = routingMembers
    .filter(name => set[name] !== undefined)
    .map(name => [name, set[name]])
  return {
    name: canonicalName(required(set, 'ResourceRecordSet', 'Name')),
    type: required(set, 'ResourceRecordSet', 'Type'),
    ...defined({ setIdentifier }),
    ...(ttl === undefined ? {} : { ttl: Number(ttl) }),
    values: listOf(set, 'ResourceRecords', 'ResourceRecord').map(record =>
      required(record, 'ResourceRecord', 'Value')
    ),
    ...(alias === undefined ? {} : { alias: parseAlias(alias) }),
    routing: Object.fromEntries(routing),
    since
  }
}

function parseAlias(node: XmlNode): AliasTarget {
  return {
    hostedZoneID: required(node, 'AliasTarget', 'HostedZoneId'),
    dnsName: canonicalName(required(node, 'AliasTarget', 'DNSName')),
    evaluateTargetHealth: required(node, 'AliasTarget', 'EvaluateTargetHealth') === 'true'
  }
}

/** Either an alias, or a TTL with values. */
function requireTarget({ action, writtenName, record }: Change): void {
  const hasRecords = record.ttl !== undefined && record.values.length > 0
  const hasAny = record.ttl !== undefined || record.values.length > 0
  if (record.alias === undefined ? hasRecords : !hasAny) return
  const found = record.alias === undefined ? 'none' : 'more than one'
  const where = `[Action=${action}, Name=${writtenName}, Type=${record.type}, SetIdentifier=${record.setIdentifier ?? 'null'}]`
  throw awsError(
    'InvalidInput',
    `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found ${found} in Change with ${where}`
  )
}

function required(node: XmlNode, parent: string, name: string): string {
  const text = textOf(node, name)
  if (text === undefined) throw incomplete(parent, name)
  return text
}

function incomplete(parent: string, child: string): Error {
  return awsError(
    'InvalidInput',
    `Invalid XML ; cvc-complex-type.2.4.b: The content of element '${parent}' is not complete. One of '{"https://route53.amazonaws.com/doc/2013-04-01/":${child}}' is expected.`
  )
}
