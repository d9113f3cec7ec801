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
    `cluster=${encode(owner.cluster)}`,
    ...(owner.claim === undefined ? [] : [`claim=${encode(owner.claim)}`]),
    ...(owner.uid === undefined ? [] : [`uid=${encode(owner.uid)}`]),
    `types=${owner.recordTypes.map(encode).join('+')}`,
    `target=${encode(owner.target)}`,
    `revision=${owner.revision}`
  ]
  return {
    name: ownershipName(recordName),
    type: 'TXT',
    ttlSeconds,
    values: [quote(fields.join(','))]
  }
}

// A sync looks at the same record at several steps, and syncs share the records of a snapshot.
const known = new WeakMap<RecordSet, { owner: Ownership | undefined }>()

/** What an ownership record says; undefined for any other TXT record, and for one that we cannot have written. */
export function readOwnership(record: RecordSet | undefined): Ownership | undefined {
  if (record === undefined) return undefined
  const read = known.get(record)
  if (read !== undefined) return read.owner
  const owner = parseOwnership(record)
  known.set(record, { owner })
  return owner
}

function parseOwnership(record: RecordSet): Ownership | undefined {
  if (record.type !== 'TXT' || record.values?.length !== 1 || record.setIdentifier !== undefined)
    return undefined
  const fields = readFields(unquote(record.values[0] ?? ''))
  if (fields?.get('heritage') !== heritage) return undefined
  const [cluster, claim, uid, target] = ['cluster', 'claim', 'uid', 'target'].map(name =>
    fields.get(name)
  )
  const revision = readRevision(fields.get('revision'))
  if (cluster === undefined || revision === undefined) return undefined
  const types = (fields.get('types') ?? '').split('+').filter(type => type !== '')
  return {
    cluster: decodeURIComponent(cluster),
    ...(claim === undefined ? {} : { claim: decodeURIComponent(claim) }),
    ...(uid === undefined ? {} : { uid: decodeURIComponent(uid) }),
    recordTypes: types.map(decodeURIComponent),
    target: decodeURIComponent(target ?? ''),
    revision
  }
}

/** Fields by name, still encoded; undefined if one is there twice or cannot be decoded: nobody's word is taken then. */
function readFields(text: string): Map<string, string> | undefined {
  const fields = new Map<string, string>()
  for (const field of text.split(',')) {
    const [, name, value] = /^([^=]*)=(.*)$/.exec(field) ?? []
    if (name === undefined || value === undefined || fields.has(name) || !isDecodable(value))
      return undefined
    fields.set(name, value)
  }
  return fields
}

function isDecodable(value: string): boolean {
  try {
    return decodeURIComponent(value) !== undefined
  } catch (error) {
    if (error instanceof URIError) return false
    throw error
  }
}

function readRevision(text: string | undefined): number | undefined {
  const revision = /^\d+$/.test(text ?? '') ? Number(text) : Number.NaN
  return Number.isSafeInteger(revision) ? revision : undefined
}

/** Percent-encodes what would end a field or a character string, or what a TXT record would need escapes for. */
function encode(value: string): string {
  return value.toWellFormed().replace(/[^A-Za-z0-9._:/*@-]/gu, encodeCharacter)
}

function encodeCharacter(character: string): string {
  const octets = [...new TextEncoder().encode(character)]
  return octets.map(octet => `%${octet.toString(16).toUpperCase().padStart(2, '0')}`).join('')
}

/** A TXT value: character strings of at most 255 octets each, quoted (RFC 1035, 3.3.14). */
function quote(text: string): string {
  const strings = text.match(/.{1,255}/g) ?? ['']
  return strings.map(s => `"${s}"`).join(' ')
}

function unquote(value: string): string {
  return [...value.matchAll(/"([^"]*)"/g)].map(m => m[1]).join('')
}
