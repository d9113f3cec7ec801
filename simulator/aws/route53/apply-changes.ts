import { awsError } from '../wire/errors.ts'
import { type AliasTargets, aliasProblems } from './alias-target.ts'
import type { Change } from './change-batch.ts'
import type { HostedZone } from './hosted-zones.ts'
import { liesWithin, nameProblem } from './names.ts'
import { type RecordSet, recordKey, sameRecord } from './record-set.ts'
import { valueProblem } from './values.ts'

/** A copy of a zone's records to which a batch is applied. */
type Draft = {
  readonly records: Map<string, RecordSet>
  /**
   * Whether any record set of the zone or the batch has a set identifier. If none has one, the key
   * of a record set follows from its name and type.
   */
  readonly isRouted: boolean
}

export type Rules = { readonly aliasTargets: AliasTargets; readonly recordSetsPerZone: number }

/**
 * Applies all changes of a batch one after another. If there is any problem, it applies none.
 * @returns the zone's records after the batch
 * @throws InvalidChangeBatch with all problems that the same check finds
 */
export function applyChanges(
  zone: HostedZone,
  changes: readonly Change[],
  rules: Rules
): ReadonlyMap<string, RecordSet> {
  const malformed = [...new Set(changes.flatMap(syntaxProblems))]
  refuse(malformed)
  refuse(contradictions(changes))
  const draft = draftOf(zone, changes)
  refuse(changes.flatMap(change => applyChange(zone, draft, change, rules)))
  refuse(zoneProblems(zone, draft.records, rules))
  return draft.records
}

function draftOf(zone: HostedZone, changes: readonly Change[]): Draft {
  const records = [...zone.records.values(), ...changes.map(({ record }) => record)]
  const isRouted = records.some(({ setIdentifier }) => setIdentifier !== undefined)
  return { records: new Map(zone.records), isRouted }
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw awsError('InvalidChangeBatch', `[${problems.join(', ')}]`)
}

function syntaxProblems({ writtenName, record }: Change): string[] {
  const duplicates = record.values.filter((value, index) => record.values.indexOf(value) !== index)
  return [
    nameProblem(writtenName),
    ...record.values.map(value => valueProblem(record.type, value)),
    ...duplicates.map(value => `Duplicate Resource Record: '${value}'`),
    record.type === 'CNAME' && record.values.length > 1 ? cnameWithSeveralValues(record) : undefined
  ].filter(problem => problem !== undefined)
}

function cnameWithSeveralValues({ name }: RecordSet): string {
  return `Invalid Resource Record: 'CNAME ${name} may have one value only'`
}

/**
 * The messages about record sets that a batch changes more than once. The only such changes that
 * Route 53 accepts are a DELETE followed by a CREATE or an UPSERT.
 */
function contradictions(changes: readonly Change[]): string[] {
  const byRecord = Map.groupBy(changes, ({ record }) => recordKey(record))
  return [...byRecord.values()].filter(contradict).map(([change]) => {
    const label = `${change?.record.type} ${change?.record.name}`
    return `The request contains an invalid set of changes for a resource record set '${label}'`
  })
}

function contradict(changes: readonly Change[]): boolean {
  const actions = changes.map(({ action }) => action).join()
  return changes.length > 1 && actions !== 'DELETE,CREATE' && actions !== 'DELETE,UPSERT'
}

function applyChange(zone: HostedZone, draft: Draft, change: Change, rules: Rules): string[] {
  const { action, record } = change
  const { records } = draft
  if (!liesWithin(record.name, zone.name))
    return [`RRSet with DNS name ${record.name} is not permitted in zone ${zone.name}`]
  const problems =
    action === 'DELETE'
      ? deleteProblems(records, record)
      : writeProblems(zone, draft, change, rules)
  if (problems.length > 0) return problems
  if (action === 'DELETE') records.delete(recordKey(record))
  else records.set(recordKey(record), record)
  return []
}

function deleteProblems(records: Draft['records'], record: RecordSet): string[] {
  const existing = records.get(recordKey(record))
  const tried = `Tried to delete resource record set ${label(record)}`
  if (existing === undefined) return [`${tried} but it was not found`]
  return sameRecord(existing, record)
    ? []
    : [`${tried} but the values provided do not match the current values`]
}

function writeProblems(
  zone: HostedZone,
  draft: Draft,
  { action, record }: Change,
  rules: Rules
): string[] {
  const { records } = draft
  const exists = action === 'CREATE' && records.has(recordKey(record))
  return [
    exists
      ? `Tried to create resource record set ${label(record)} but it already exists`
      : undefined,
    cnameProblem(zone, draft, record),
    ...aliasProblems(zone, records, record, rules.aliasTargets)
  ].filter(problem => problem !== undefined)
}

/**
 * The problem of a record set if a CNAME is involved: a name with a CNAME can have no other
 * records, and the apex can have no CNAME.
 */
function cnameProblem(
  zone: HostedZone,
  draft: Draft,
  { name, type }: RecordSet
): string | undefined {
  const subject = `RRSet of type ${type} with DNS name ${name} is not permitted`
  const where = `with the same DNS name`
  if (type === 'CNAME' && name === zone.name) return `${subject} at apex in zone ${zone.name}`
  const otherTypes = typesAt(draft, name).filter(other => other !== type)
  if (type === 'CNAME' && otherTypes.length > 0)
    return `${subject} as it conflicts with other records ${where} in zone ${zone.name}`
  if (!otherTypes.includes('CNAME')) return undefined
  const conflict = `a conflicting RRSet of type CNAME ${where} already exists`
  return `${subject} because ${conflict} in zone ${zone.name}`
}

const types = [
  ...['A', 'AAAA', 'CAA', 'CNAME', 'DS', 'HTTPS', 'MX', 'NAPTR', 'NS', 'PTR', 'SOA', 'SPF'],
  ...['SRV', 'SSHFP', 'SVCB', 'TLSA', 'TXT']
]

/**
 * The types of the records that a name has. To scan a large zone for each change takes too long, so
 * this looks up each type by its key if no record set has a set identifier.
 */
function typesAt({ records, isRouted }: Draft, name: string): string[] {
  if (!isRouted) return types.filter(type => records.has(recordKey({ name, type })))
  return [...records.values()].filter(record => record.name === name).map(record => record.type)
}

function zoneProblems(zone: HostedZone, records: Draft['records'], rules: Rules): string[] {
  const apex = (type: string) => records.has(recordKey({ name: zone.name, type }))
  return [
    apex('SOA') ? undefined : 'A HostedZone must contain exactly one SOA record.',
    apex('NS')
      ? undefined
      : 'A HostedZone must contain at least one NS record for the zone itself.',
    records.size > rules.recordSetsPerZone
      ? `Exceeded limit MAX_RRSETS_BY_ZONE for zone: ${zone.id}`
      : undefined
  ].filter(problem => problem !== undefined)
}

function label({ name, type, setIdentifier }: RecordSet): string {
  const identifier = setIdentifier === undefined ? '' : `, set-identifier='${setIdentifier}'`
  return `[name='${name}', type='${type}'${identifier}]`
}
