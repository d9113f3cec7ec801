import { awsError } from '../wire/errors.ts'
import { type AliasTargets, aliasProblems } from './alias-target.ts'
import type { Change } from './change-batch.ts'
import type { HostedZone } from './hosted-zones.ts'
import { liesWithin, nameProblem } from './names.ts'
import { type RecordSet, recordKey, sameRecord } from './record-set.ts'
import { valueProblem } from './values.ts'

/** A zone's records while a batch is tried on them. */
type Draft = {
  readonly records: Map<string, RecordSet>
  /** Whether any record has a set identifier; without one, a name's types are found by key. */
  readonly routed: boolean
}

/** What a batch is checked against. */
export type Rules = { readonly aliasTargets: AliasTargets; readonly recordSetsPerZone: number }

/**
 * Applies a batch wholly or not at all, one change after another.
 * @returns the zone's records after it; throws InvalidChangeBatch with every problem that was found
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
  const isRouted = (record: RecordSet) => record.setIdentifier !== undefined
  const routed =
    changes.some(change => isRouted(change.record)) || [...zone.records.values()].some(isRouted)
  return { records: new Map(zone.records), routed }
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

/** One record set may be changed once, or be deleted and then made anew. */
function contradictions(changes: readonly Change[]): string[] {
  const actions = new Map<string, { label: string; actions: string[] }>()
  for (const { action, record } of changes) {
    const seen = actions.get(recordKey(record)) ?? {
      label: `${record.type} ${record.name}`,
      actions: []
    }
    seen.actions.push(action)
    actions.set(recordKey(record), seen)
  }
  return [...actions.values()]
    .filter(
      seen =>
        seen.actions.length > 1 && !['DELETE,CREATE', 'DELETE,UPSERT'].includes(seen.actions.join())
    )
    .map(
      ({ label }) =>
        `The request contains an invalid set of changes for a resource record set '${label}'`
    )
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

/** A CNAME suffers no other type beside it, and is never at the apex. */
function cnameProblem(
  zone: HostedZone,
  draft: Draft,
  { name, type }: RecordSet
): string | undefined {
  const subject = `RRSet of type ${type} with DNS name ${name} is not permitted`
  if (type === 'CNAME' && name === zone.name) return `${subject} at apex in zone ${zone.name}`
  const others = typesAt(draft, name).filter(other => other !== type)
  if (type === 'CNAME' && others.length > 0) {
    return `${subject} as it conflicts with other records with the same DNS name in zone ${zone.name}`
  }
  if (!others.includes('CNAME')) return undefined
  return `${subject} because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${zone.name}`
}

const types = [
  'A',
  'AAAA',
  'CAA',
  'CNAME',
  'DS',
  'HTTPS',
  'MX',
  'NAPTR',
  'NS',
  'PTR',
  'SOA',
  'SPF',
  'SRV',
  'SSHFP',
  'SVCB',
  'TLSA',
  'TXT'
]

/** By key, as a scan of the whole zone for each change would cost too much in a large one. */
function typesAt({ records, routed }: Draft, name: string): string[] {
  if (!routed) return types.filter(type => records.has(recordKey({ name, type })))
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
