import type { RecordSet } from './records.ts'

/**
 * Who owns a record is written beside it, in a TXT record of the same zone, changed in the same
 * atomic batch. So neither a crash, nor a lost status, nor a second cluster can confuse whose it is.
 */
export type Ownership = {
  cluster: string
  /** Name of the DomainClaim; absent for a validation record, which belongs to the cluster as a whole. */
  claim?: string
  uid?: string
  /** Types of the records owned, of an alias. */
  recordTypes: readonly string[]
  /** What the records point to, as written. */
  target: string
  /** Goes up with each change: a late writer's exact DELETE then fails, and with it its whole batch. */
  revision: number
}

const heritage = 'gateway-orchestrator'
const ttlSeconds = 300

/**
 * Name of the ownership record. `*` is a label of its own only in front, so it is replaced by a word
 * that no hostname can contain (an underscore is not allowed in one).
 */
export function ownershipName(recordName: string): string {
  return `_gateway-orchestrator.${recordName.replace(/^\*\./, '_wildcard.')}`
}

/** The ownership record of the records at `recordName`. */
export function ownershipRecord(recordName: string, owner: Ownership): RecordSet {
  const fields = [
    `heritage=${heritage}`,
    `cluster=${owner.cluster}`,
    ...(owner.claim === undefined ? [] : [`claim=${owner.claim}`]),
    ...(owner.uid === undefined ? [] : [`uid=${owner.uid}`]),
    `types=${owner.recordTypes.join('+')}`,
    `target=${owner.target}`,
    `revision=${owner.revision}`
  ]
  return { name: ownershipName(recordName), type: 'TXT', ttlSeconds, values: [quote(fields.join(','))] }
}

/** What an ownership record says; undefined for any other TXT record. */
export function readOwnership(record: RecordSet | undefined): Ownership | undefined {
  if (record?.type !== 'TXT' || record.values?.length !== 1 || record.setIdentifier !== undefined) return undefined
  const fields = new Map(
    unquote(record.values[0] ?? '')
      .split(',')
      .map(field => [field.slice(0, field.indexOf('=')), field.slice(field.indexOf('=') + 1)])
  )
  const cluster = fields.get('cluster')
  const revision = Number(fields.get('revision'))
  if (fields.get('heritage') !== heritage || cluster === undefined || !Number.isSafeInteger(revision)) return undefined
  const claim = fields.get('claim')
  const uid = fields.get('uid')
  return {
    cluster,
    ...(claim === undefined ? {} : { claim }),
    ...(uid === undefined ? {} : { uid }),
    recordTypes: (fields.get('types') ?? '').split('+').filter(type => type !== ''),
    target: fields.get('target') ?? '',
    revision
  }
}

/** A TXT value: character strings of at most 255 octets each, quoted (RFC 1035, 3.3.14). */
function quote(text: string): string {
  const strings = text.match(/.{1,255}/g) ?? ['']
  return strings.map(s => `"${s}"`).join(' ')
}

function unquote(value: string): string {
  return [...value.matchAll(/"([^"]*)"/g)].map(m => m[1]).join('')
}
