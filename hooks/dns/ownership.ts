import { defined } from '../defined.ts'
import type { RecordSet } from './records.ts'

/**
 * The owner of a record. It is written beside the record, in a TXT record of the same zone, and
 * changed in the same atomic batch. So the owner stays known after a crash, after a lost status,
 * and beside a second cluster.
 */
export type Ownership = {
  cluster: string
  /**
   * Name of the DomainClaim; absent for a validation record, which belongs to the whole cluster.
   */
  claim?: string
  /** UID of the DomainClaim; absent as above. */
  uid?: string
  /** Types of the records that are owned. */
  recordTypes: readonly string[]
  /** What the records point to, as the hooks wrote it. */
  target: string
  /**
   * Goes up with each change. A late writer knows an older revision: its DELETE does not match, and
   * Route 53 refuses its whole batch.
   */
  revision: number
}

const heritage = 'gateway-orchestrator'
const ttlSeconds = 300

/**
 * Name of the ownership record. DNS knows a wildcard as the first label only, so `*` is replaced by
 * a word that is no part of any hostname: hostnames contain no underscore.
 */
export function ownershipName(recordName: string): string {
  return `_gateway-orchestrator.${recordName.replace(/^\*\./, '_wildcard.')}`
}

/** The ownership record of the records at `recordName`. */
export function ownershipRecord(recordName: string, owner: Ownership): RecordSet {
  const fields = [
    `heritage=${heritage}`,
    `cluster=${encode(owner.cluster)}`,
    ...fieldOf('claim', owner.claim),
    ...fieldOf('uid', owner.uid),
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

function fieldOf(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`${name}=${encode(value)}`]
}

// Several steps of a sync read the same record, and syncs share the records of a snapshot.
const parsed = new WeakMap<RecordSet, { owner: Ownership | undefined }>()

/** What an ownership record says; `undefined` for a record that the hooks cannot have written. */
export function readOwnership(record: RecordSet | undefined): Ownership | undefined {
  if (record === undefined) return undefined
  const known = parsed.get(record)
  if (known !== undefined) return known.owner
  const owner = parseOwnership(record)
  parsed.set(record, { owner })
  return owner
}

function parseOwnership(record: RecordSet): Ownership | undefined {
  if (record.type !== 'TXT' || record.values?.length !== 1 || record.setIdentifier !== undefined)
    return undefined
  const fields = readFields(unquote(record.values[0] ?? ''))
  if (fields?.get('heritage') !== heritage) return undefined
  const cluster = fields.get('cluster')
  const revision = readRevision(fields.get('revision'))
  if (cluster === undefined || revision === undefined) return undefined
  const types = (fields.get('types') ?? '').split('+').filter(type => type !== '')
  return {
    cluster: decodeURIComponent(cluster),
    ...defined({ claim: decoded(fields.get('claim')), uid: decoded(fields.get('uid')) }),
    recordTypes: types.map(decodeURIComponent),
    target: decodeURIComponent(fields.get('target') ?? ''),
    revision
  }
}

/**
 * Fields by name, still encoded; `undefined` if a field is there twice or cannot be decoded. The
 * hooks did not write such a text, so it proves no ownership.
 */
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

function decoded(value: string | undefined): string | undefined {
  return value === undefined ? undefined : decodeURIComponent(value)
}

function readRevision(text: string | undefined): number | undefined {
  const revision = /^\d+$/.test(text ?? '') ? Number(text) : Number.NaN
  return Number.isSafeInteger(revision) ? revision : undefined
}

/** Percent-encodes all that would end a field or a string, or need an escape in a TXT record. */
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
