import type { RecordsSeen, ZoneRecords } from '../../aws/zone-records.ts'
import { defined } from '../../defined.ts'
import { type Copies, copiedName, copiesName, readCopies } from '../../dns/copies.ts'
import { ownedName, ownershipName, readOwnership } from '../../dns/ownership.ts'
import type { RecordSet } from '../../dns/records.ts'
import { closestWildcard, wildcardsAbove } from '../../dns/wildcards.ts'
import { isWithin } from '../../hostname/domains.ts'
import { certifiedName } from '../facts/certificate.ts'
import type { SeenWildcard } from '../facts/observation.ts'

/** What `seeWildcard` looks at. */
export type WildcardView = {
  hostname: string
  /** Whether the claim is being deleted. */
  isGoing: boolean
  cluster: string
  zoneName: string
  /** The claim's names in the zone: of alias and validation record, with their TXT records. */
  names: readonly string[]
  seen: RecordsSeen
  records: Pick<ZoneRecords, 'countWithin' | 'listedAsOf' | 'textsWithin'>
}

/** The names beside a hostname at which its copies show, and the records of its sibling. */
export function namesBeside(hostname: string): readonly string[] {
  return [...namesOfCopies(hostname), ...siblingNames(certifiedName(hostname))]
}

/** The names of the copies at a hostname, and of the TXT record that lists them. */
export function namesOfCopies(hostname: string): readonly string[] {
  const base = certifiedName(hostname)
  return [base, copiesName(base)]
}

/**
 * The names of the alias of a hostname and of its wildcard, with their TXT records. The two claims
 * share one validation record.
 */
function siblingNames(base: string): readonly string[] {
  const wildcard = `*.${base}`
  return [ownershipName(base), wildcard, ownershipName(wildcard)]
}

/** The copies of a wildcard's records at a hostname; `undefined` if there are none. */
export function seeCopies(hostname: string, { recordsAt }: RecordsSeen): Copies | undefined {
  const base = certifiedName(hostname)
  const txt = recordsAt(copiesName(base)).find(({ type }) => type === 'TXT')
  return readCopies(txt, recordsAt(base))
}

/** What the wildcards of a zone do for a hostname; `undefined` if the zone does not contain it. */
export function seeWildcard(view: WildcardView): SeenWildcard | undefined {
  const { hostname, zoneName, seen, records } = view
  if (!isWithin(hostname, zoneName)) return undefined
  const base = certifiedName(hostname)
  const above = wildcardsAbove(zoneName, base)
  const copies = seeCopies(hostname, seen)
  const others = seen.recordsAt(base).filter(record => !copies?.records.includes(record))
  const wildcard = above.find(name => name === copies?.list.target)
  return {
    asOf: Math.min(...above.map(seen.asOfAt)),
    listedAsOf: records.listedAsOf(),
    copied: wildcard === undefined ? [] : seen.recordsAt(wildcard),
    otherTypes: others.map(({ type }) => type),
    ...defined({ copies }),
    // Only a zone that has a wildcard above the hostname pays for knowing which names exist.
    ...(above.some(name => seen.recordsAt(name).length > 0)
      ? { isAny: true, ...seeAnswers(base, view, others) }
      : { isAny: false })
  }
}

function seeAnswers(
  base: string,
  view: WildcardView,
  others: readonly RecordSet[]
): Pick<SeenWildcard, 'answering' | 'returning' | 'hidden'> {
  const { isGoing, zoneName, seen, records } = view
  const ours = ownNames(base, view, others).filter(name => seen.recordsAt(name).length > 0)
  const closest = (gone: readonly string[]) => {
    const countGone = (name: string) => gone.filter(below => isWithin(below, name)).length
    const exists = (name: string) => records.countWithin(name) > countGone(name)
    return closestWildcard(zoneName, base, exists, seen.recordsAt)
  }
  const returning = closest(ours)
  // This goes through all TXT records of the zone, so it is only for the end of a claim.
  const closestToAll = () => closest([...new Set([...ours, ...hooksNamesBelow(base, view)])])
  const hidden = isGoing ? (returning ?? closestToAll()) : undefined
  return defined({ answering: closest([]), returning, hidden })
}

/**
 * The names below the hostname that exist only because of records of the hooks, such as those of
 * another claim, or a validation record that a claim has left. This takes the records of all
 * clusters.
 */
function hooksNamesBelow(base: string, { seen, records }: WildcardView): readonly string[] {
  const typesByName = new Map<string, readonly string[]>()
  for (const txt of records.textsWithin(base)) {
    const { name } = txt
    const list = readOwnership(txt)
    const owned = copiedName(name) ?? ownedName(name)
    if (list === undefined || owned === undefined) continue
    typesByName.set(name, ['TXT'])
    typesByName.set(owned, [...(typesByName.get(owned) ?? []), ...list.recordTypes])
  }
  typesByName.delete(base)
  return [...typesByName].flatMap(([name, types]) => {
    const found = seen.recordsAt(name)
    return found.length > 0 && found.every(({ type }) => types.includes(type)) ? [name] : []
  })
}

/**
 * The names at and below the hostname that exist only because of our records. The hostname itself
 * is one if all its records are copies, or are listed in the TXT record of our alias.
 */
function ownNames(
  base: string,
  { cluster, names, seen }: WildcardView,
  others: readonly RecordSet[]
): readonly string[] {
  const ownedTypes = (name: string) => {
    const txt = seen.recordsAt(ownershipName(name)).find(({ type }) => type === 'TXT')
    const owner = readOwnership(txt)
    return owner?.cluster === cluster ? owner.recordTypes : []
  }
  const areOurs = (name: string, records: readonly RecordSet[]) =>
    records.every(({ type }) => ownedTypes(name).includes(type))
  const wildcard = `*.${base}`
  const own = new Set([...names, copiesName(base), ...siblingNames(base), base])
  if (!areOurs(base, others)) own.delete(base)
  if (!areOurs(wildcard, seen.recordsAt(wildcard))) own.delete(wildcard)
  return [...own]
}
