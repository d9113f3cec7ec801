import { hash } from '../hash.ts'
import { type Ownership, ownershipName, ownershipRecord, readOwnership } from './ownership.ts'
import { normalName, type RecordChange, type RecordSet } from './records.ts'

/** Copies of a wildcard's records at one name, and the TXT record that lists them. */
export type Copies = {
  txt: RecordSet
  /** What the TXT says. */
  list: Ownership
  /** The copies that exist. A record that somebody has changed is no copy. */
  records: readonly RecordSet[]
}

const label = '_copies.'

/** The name of the TXT record that lists the copies at a hostname. */
export function copiesName(hostname: string): string {
  return ownershipName(label + hostname)
}

/** The name of the copies that a TXT record of this name lists; `undefined` for any other name. */
export function copiedName(name: string): string | undefined {
  const start = ownershipName(label)
  return name.startsWith(start) ? name.slice(start.length) : undefined
}

/**
 * The copies at a name. They only repeat what a wildcard says, so they are in nobody's way,
 * whichever cluster has made them.
 * @param txt the TXT record at `copiesName`
 * @returns `undefined` if the TXT record is not one of ours
 */
export function readCopies(
  txt: RecordSet | undefined,
  atName: readonly RecordSet[]
): Copies | undefined {
  const list = readOwnership(txt)
  if (txt === undefined || list?.digests === undefined || list.claim !== undefined) return undefined
  return { txt, list, records: atName.filter(record => isListed(record, list)) }
}

function isListed(record: RecordSet, { recordTypes, digests = [] }: Ownership): boolean {
  const index = recordTypes.indexOf(record.type)
  return index >= 0 && record.setIdentifier === undefined && digests[index] === digestOf(record)
}

/** A short text that differs for records that say different things, whatever their names. */
function digestOf({ type, ttlSeconds, values = [], alias }: RecordSet): string {
  const target = alias && [
    normalName(alias.dnsName),
    alias.hostedZoneID,
    alias.evaluateTargetHealth
  ]
  const content = [type, ttlSeconds ?? null, [...values].sort(), target ?? null]
  return hash(JSON.stringify(content)).toString(16).padStart(8, '0')
}

/** Types that belong to a zone itself. A copy of them would make the name another zone. */
export const zoneTypes: readonly string[] = ['NS', 'SOA', 'DS']

/**
 * Whether a copy of a wildcard's records answers as the wildcard does. Records with a routing
 * policy (weighted, latency …) would need all their members, with health checks.
 */
export function areCopyable(wildcard: readonly RecordSet[]): boolean {
  return wildcard.every(
    ({ type, setIdentifier }) => setIdentifier === undefined && !zoneTypes.includes(type)
  )
}

/** Types of which the alias takes the place: clients find the load balancer by them. */
const addressTypes: readonly string[] = ['A', 'AAAA', 'CNAME', 'HTTPS', 'SVCB']

/** Whether a copy has to go when the alias comes. */
export function isReplacedByAlias({ type }: Pick<RecordSet, 'type'>): boolean {
  return addressTypes.includes(type)
}

/** The copies of a wildcard's records at a hostname. */
export function copiesOf(wildcard: readonly RecordSet[], hostname: string): readonly RecordSet[] {
  return wildcard.map(record => ({ ...record, name: hostname }))
}

export type CopiesWanted = {
  hostname: string
  cluster: string
  /** Name of the wildcard. */
  wildcard: string
  /** The copies that exist now. */
  existing: Copies | undefined
  /** The copies that shall exist. */
  wanted: readonly RecordSet[]
}

/**
 * The change after which the TXT lists exactly the wanted copies; `undefined` if that is so
 * already. A copy that somebody has removed is not missed, because the TXT still lists the copy.
 * Like all our changes this one deletes records exactly as they were read, and the revision in the
 * TXT makes a change that comes too late fail.
 */
export function copiesChange({
  hostname,
  cluster,
  wildcard,
  existing,
  wanted
}: CopiesWanted): RecordChange | undefined {
  const { txt, list, records: old = [] } = existing ?? {}
  if (list !== undefined && wanted.length > 0 && isListOf(list, wanted)) return undefined
  if (list === undefined && wanted.length === 0) return undefined
  const create = wanted.filter(record => !old.some(same => isSame(same, record)))
  const remove = old.filter(record => !wanted.some(same => isSame(same, record)))
  const newList = ownershipRecord(label + hostname, {
    cluster,
    recordTypes: wanted.map(({ type }) => type),
    digests: wanted.map(digestOf),
    target: wildcard,
    revision: (list?.revision ?? 0) + 1
  })
  return {
    remove: txt === undefined ? [] : [...remove, txt],
    create: wanted.length === 0 ? [] : [...create, newList]
  }
}

function isListOf(list: Ownership, wanted: readonly RecordSet[]): boolean {
  return list.recordTypes.length === wanted.length && wanted.every(record => isListed(record, list))
}

function isSame(left: RecordSet, right: RecordSet): boolean {
  return left.type === right.type && digestOf(left) === digestOf(right)
}

/**
 * The change without the aliases among the copies that it creates. It is for a wildcard whose alias
 * leads to a load balancer that no longer exists. Route 53 refuses a copy of such an alias. The
 * alias answers nothing, so its copy is not needed. The TXT record goes on listing the other
 * copies: a copy that no list names would stay for ever.
 * @returns `undefined` if the change creates no such copy
 */
export function withoutAliasCopies({ remove, create }: RecordChange): RecordChange | undefined {
  const lists = create.flatMap(
    txt =>
      readCopies(
        txt,
        create.filter(({ name }) => copiesName(name) === txt.name)
      ) ?? []
  )
  const aliases = lists.flatMap(({ records }) => records.filter(({ alias }) => alias !== undefined))
  if (aliases.length === 0) return undefined
  const kept = create.filter(record => !aliases.includes(record))
  const listAgain = (record: RecordSet) => {
    const copies = lists.find(({ txt }) => txt === record)
    return copies === undefined ? [record] : listWithout(copies, aliases)
  }
  return withoutSameLists({ remove, create: kept.flatMap(listAgain) })
}

/** The change without a list that only gets another revision. */
function withoutSameLists({ remove, create }: RecordChange): RecordChange {
  const content = (record: RecordSet) => {
    const { recordTypes, digests, target } = readOwnership(record) ?? {}
    return digests && JSON.stringify([record.name, recordTypes, digests, target])
  }
  const isIn = (list: readonly RecordSet[]) => (record: RecordSet) =>
    content(record) !== undefined && list.some(other => content(other) === content(record))
  return {
    remove: remove.filter(record => !isIn(create)(record)),
    create: create.filter(record => !isIn(remove)(record))
  }
}

/** The TXT record of a list without these copies; none if the list would be empty. */
function listWithout({ txt, list }: Copies, gone: readonly RecordSet[]): readonly RecordSet[] {
  const hostname = copiedName(txt.name) ?? ''
  const isGone = (type: string) => gone.some(copy => copy.name === hostname && copy.type === type)
  const rest = list.recordTypes.flatMap((type, index) =>
    isGone(type) ? [] : [{ type, digest: list.digests?.[index] ?? '' }]
  )
  if (rest.length === 0) return []
  const recordTypes = rest.map(({ type }) => type)
  const digests = rest.map(({ digest }) => digest)
  return [ownershipRecord(label + hostname, { ...list, recordTypes, digests })]
}

/** Two changes of one zone as one. */
export function withChange(change: RecordChange, more: RecordChange | undefined): RecordChange {
  if (more === undefined) return change
  return { remove: [...change.remove, ...more.remove], create: [...change.create, ...more.create] }
}
