import { defined } from '../defined.ts'
import type { RecordSet } from './records.ts'

/**
 * The owner of a record. It is written into a TXT record beside the owned record, in the same zone.
 * Both records are changed in the same atomic batch. So the owner stays known after a crash, after
 * a lost status, and beside a second cluster.
 */
export type Ownership = {
  cluster: string
  /**
   * Name of the DomainClaim; absent for a validation record, which belongs to the whole cluster.
   */
  claim?: string
  /** UID of the DomainClaim; absent for a validation record. */
  uid?: string
  /** Types of the records that are owned. */
  recordTypes: readonly string[]
  /** Only in a list of copies (`copies.ts`): a digest of each copy, in the order of the types. */
  digests?: readonly string[]
  /** What the owned records point to, as the hooks wrote it. */
  target: string
  /**
   * Goes up with each change. A writer that is late still knows an older revision, so the DELETE in
   * its batch does not match the ownership record, and Route 53 refuses the whole batch.
   */
  revision: number
}

/** The word by which an ownership record is known as one of ours, of whatever cluster. */
const heritage = 'gateway-orchestrator'
/** The TTL of ownership records. Only programs read them, so any time does. */
const ttlSeconds = 300
const prefix = '_gateway-orchestrator.'

/**
 * The name of the ownership record. DNS knows a wildcard only as the first label, so this name has
 * the word `_wildcard` instead of `*`. Hostnames contain no underscore, so no hostname has this
 * word.
 */
export function ownershipName(recordName: string): string {
  return `${prefix}${recordName.replace(/^\*\./, '_wildcard.')}`
}

/** The name of the records that an ownership record of this name owns; `undefined` if none can. */
export function ownedName(name: string): string | undefined {
  if (!name.startsWith(prefix)) return undefined
  return name.slice(prefix.length).replace(/^_wildcard\./, '*.')
}

/** The ownership record of the records at `recordName`. */
export function ownershipRecord(recordName: string, owner: Ownership): RecordSet {
  const fields = [
    `heritage=${heritage}`,
    `cluster=${encode(owner.cluster)}`,
    ...fieldOf('claim', owner.claim),
    ...fieldOf('uid', owner.uid),
    `types=${owner.recordTypes.map(encode).join('+')}`,
    ...(owner.digests === undefined ? [] : [`digests=${owner.digests.map(encode).join('+')}`]),
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

// Several steps of a sync read the same record, and syncs share the records of a snapshot. So each
// record is parsed only once.
const parsed = new WeakMap<RecordSet, { owner: Ownership | undefined }>()

/** What an ownership record says; `undefined` if the hooks cannot have written the record. */
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
  const digests = fields.get('digests')?.split('+').map(decodeURIComponent)
  return {
    cluster: decodeURIComponent(cluster),
    ...defined({ claim: decoded(fields.get('claim')), uid: decoded(fields.get('uid')) }),
    recordTypes: types.map(decodeURIComponent),
    ...defined({ digests }),
    target: decodeURIComponent(fields.get('target') ?? ''),
    revision
  }
}

/**
 * The fields by name, with their values still encoded. `undefined` if a field occurs twice or
 * cannot be decoded: the hooks did not write such a text, so it proves no ownership.
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

/**
 * Percent-encodes every character that would end a field or a string, or that would need an escape
 * in a TXT record.
 */
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
