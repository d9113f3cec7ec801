import { defined } from '../../../hooks/defined.ts'
import { awsError } from '../wire/errors.ts'
import { childOf, listOf, textOf, type XmlNode } from '../wire/xml.ts'
import { canonicalName } from './names.ts'
import type { AliasTarget, RecordSet } from './record-set.ts'

/** A change of one record set. */
export type Change = {
  readonly action: 'CREATE' | 'DELETE' | 'UPSERT'
  readonly record: RecordSet
  /** The record's name as the client wrote it. */
  readonly writtenName: string
}

/** A change batch that was parsed but not yet checked. */
export type ChangeBatch = {
  readonly comment: string | undefined
  readonly changes: readonly Change[]
}

/**
 * Members of a record set that are stored, returned and compared, but that have no effect in the
 * embedded AWS.
 */
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
 * @param now - the time at which the records are written, in milliseconds since the epoch
 * @returns the batch
 * @throws InvalidInput or MalformedInput if the request does not conform to Route 53's schema
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
  const problem = `Value '${action}' is not facet-valid with respect to enumeration`
  const advice = `'[CREATE, DELETE, UPSERT]'. It must be a value from the enumeration.`
  const message = `Invalid XML ; cvc-enumeration-valid: ${problem} ${advice}`
  throw awsError('InvalidInput', message)
}

function parseRecord(set: XmlNode, since: number): RecordSet {
  const ttl = textOf(set, 'TTL')
  const alias = childOf(set, 'AliasTarget')
  const records = listOf(set, 'ResourceRecords', 'ResourceRecord')
  const routing = Object.fromEntries(routingMembers.map(name => [name, set[name]]))
  return {
    name: canonicalName(required(set, 'ResourceRecordSet', 'Name')),
    type: required(set, 'ResourceRecordSet', 'Type'),
    ...defined({
      setIdentifier: textOf(set, 'SetIdentifier'),
      ttl: ttl === undefined ? undefined : Number(ttl)
    }),
    values: records.map(record => required(record, 'ResourceRecord', 'Value')),
    ...defined({ alias: alias && parseAlias(alias) }),
    routing: defined(routing),
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

/** Throws unless a record set has either an alias target alone, or both a TTL and values. */
function requireTarget({ action, writtenName, record }: Change): void {
  const { ttl, values, alias, type, setIdentifier = 'null' } = record
  const hasBoth = ttl !== undefined && values.length > 0
  const hasNeither = ttl === undefined && values.length === 0
  if (alias === undefined ? hasBoth : hasNeither) return
  const options = 'AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId'
  const found = alias === undefined ? 'none' : 'more than one'
  const subject = `Action=${action}, Name=${writtenName}, Type=${type}`
  const where = `Change with [${subject}, SetIdentifier=${setIdentifier}]`
  const message = `Expected exactly one of [${options}], but found ${found} in ${where}`
  throw awsError('InvalidInput', `Invalid request: ${message}`)
}

function required(node: XmlNode, parent: string, name: string): string {
  const text = textOf(node, name)
  if (text === undefined) throw incomplete(parent, name)
  return text
}

function incomplete(parent: string, child: string): Error {
  const expected = `{"https://route53.amazonaws.com/doc/2013-04-01/":${child}}`
  const problem = `The content of element '${parent}' is not complete.`
  const message = `${problem} One of '${expected}' is expected.`
  return awsError('InvalidInput', `Invalid XML ; cvc-complex-type.2.4.b: ${message}`)
}
