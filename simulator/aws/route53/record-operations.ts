import { defined } from '../../../hooks/defined.ts'
import { awsError } from '../wire/errors.ts'
import { parseXml, xmlResponse } from '../wire/xml.ts'
import { applyChanges } from './apply-changes.ts'
import { requireWithinLimits } from './batch-limits.ts'
import { parseChangeBatch } from './change-batch.ts'
import { canonicalName, compareText, orderKey } from './names.ts'
import type { AliasTarget, RecordSet } from './record-set.ts'
import type { Operation } from './route53.ts'

/** The largest size of a page, which is also the default size. */
const mostRecordSets = 300

/**
 * ChangeResourceRecordSets. Route 53 applies all changes of a batch or none. A zone accepts no
 * other batch while it is busy with one.
 */
export const changeResourceRecordSets: Operation = (service, { id, body, note }) => {
  const zone = service.zones.get(id)
  const request = parseXml(body, 'ChangeResourceRecordSetsRequest')
  const batch = parseChangeBatch(request, service.account.clock.now())
  const first = batch.changes[0]?.writtenName
  if (first !== undefined) note(first)
  service.requireIdle(zone)
  requireWithinLimits(batch.changes)
  const records = applyChanges(zone, batch.changes, service.rules)
  service.replaceRecords(zone, records)
  const change = service.changes.accept(batch.comment)
  return xmlResponse('ChangeResourceRecordSetsResponse', {
    ChangeInfo: service.changes.render(change)
  })
}

/** GetChange. A change is first PENDING, then INSYNC. */
export const getChange: Operation = (service, { id }) =>
  xmlResponse('GetChangeResponse', { ChangeInfo: service.changes.render(service.changes.get(id)) })

/**
 * ListResourceRecordSets. The query can name the record at which the page begins: by name, then
 * type, then set identifier.
 */
export const listResourceRecordSets: Operation = (service, { id, query, note }) => {
  const zone = service.zones.get(id)
  const start = startOf(query)
  if (start.name !== undefined) note(start.name)
  const all = service.zones.sortedRecords(zone)
  const from = firstFrom(all, record => !isBefore(record, start))
  const maxItems = maxItemsOf(query)
  const page = all.slice(from, from + maxItems)
  const next = all[from + maxItems]
  return xmlResponse('ListResourceRecordSetsResponse', {
    ResourceRecordSets: page.length === 0 ? '' : { ResourceRecordSet: page.map(renderRecord) },
    IsTruncated: next !== undefined,
    ...defined({
      NextRecordName: next?.name,
      NextRecordType: next?.type,
      NextRecordIdentifier: next?.setIdentifier
    }),
    MaxItems: maxItems
  })
}

type Start = { name: string | undefined; type: string | undefined; identifier: string | undefined }

function startOf(query: URLSearchParams): Start {
  const [name, type, identifier] = ['name', 'type', 'identifier'].map(
    key => query.get(key) ?? undefined
  )
  if (type !== undefined && name === undefined) throw invalid('type is specified but name is not')
  if (identifier !== undefined && type === undefined)
    throw invalid('identifier is specified but type is not')
  return { name: name === undefined ? undefined : canonicalName(name), type, identifier }
}

function invalid(problem: string): Error {
  return awsError('InvalidInput', `Invalid request: ${problem}.`)
}

function maxItemsOf(query: URLSearchParams): number {
  const asked = Number(query.get('maxitems') ?? mostRecordSets)
  if (!(asked >= 1)) throw invalid('maxitems must be a positive number')
  return Math.min(mostRecordSets, asked)
}

function isBefore(record: RecordSet, start: Start): boolean {
  if (start.name === undefined) return false
  const { name, type, setIdentifier = '' } = record
  const order =
    compareText(orderKey(name), orderKey(start.name)) ||
    compareText(type, start.type ?? type) ||
    compareText(setIdentifier, start.identifier ?? setIdentifier)
  return order < 0
}

/**
 * Finds by bisection the index of the first record for which `reached` is true. All records after
 * it must be reached, too.
 */
function firstFrom(records: readonly RecordSet[], reached: (record: RecordSet) => boolean): number {
  let low = 0
  let high = records.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const record = records[middle]
    if (record === undefined || reached(record)) high = middle
    else low = middle + 1
  }
  return low
}

function renderRecord(record: RecordSet): object {
  const { name, type, setIdentifier, ttl, values, alias, routing } = record
  const resourceRecord = values.map(value => ({ Value: value }))
  return {
    Name: name,
    Type: type,
    ...defined({ SetIdentifier: setIdentifier }),
    ...routing,
    ...defined({
      TTL: ttl,
      ResourceRecords: values.length === 0 ? undefined : { ResourceRecord: resourceRecord },
      AliasTarget: alias && renderAlias(alias)
    })
  }
}

function renderAlias({ hostedZoneID, dnsName, evaluateTargetHealth }: AliasTarget): object {
  return {
    HostedZoneId: hostedZoneID,
    DNSName: dnsName,
    EvaluateTargetHealth: evaluateTargetHealth
  }
}
