import { normalName } from '../../../hooks/dns/records.ts'
import type { HostedZone } from '../../aws/route53/hosted-zones.ts'
import { canonicalName } from '../../aws/route53/names.ts'
import type { RecordSet } from '../../aws/route53/record-set.ts'
import { resolveInZone } from '../../aws/route53/resolve.ts'
import { isWithin } from '../hostnames.ts'
import { keyOfRecord } from '../people.ts'
import type { Truth } from '../truth.ts'
import { txtNameOf, type ZoneRecord } from '../zone-records.ts'
import { type Finding, firstOf, type Invariant } from './invariant.ts'
import { certifiedName, isValidationOf } from './validation-records.ts'

/**
 * RFC 4592: a record at a name, or below it, takes away what a wildcard answered for the name. The
 * name may be a hostname, or a name above a hostname.
 */
export const namesGoOnResolving: Invariant = {
  name: 'a name that resolved before a request existed resolves until its request is gone',
  begin: () => {
    /** When a name last had an answer in a zone (ms). */
    const answeredAt = new Map<string, number>()
    /** Names that had a claim of their own once. */
    const claimed = new Set<string>()
    return {
      afterStep: (truth, step) => {
        if (!('aws' in step)) return undefined
        for (const { spec } of truth.claims()) claimed.add(certifiedName(spec.hostname))
        const zones = truth.zones().filter(hasWildcard)
        forgetOthers(answeredAt, zones)
        return firstOf(zones, zone =>
          firstOf(namesIn(zone, claimed), name => {
            const watched = { zone, name, claimed }
            return stopped(watched, answeredAt, truth)
          })
        )
      }
    }
  }
}

/**
 * Forgets the names in zones without wildcards: there, no record of ours takes answers away. If
 * somebody makes a wildcard later, it never answered for names that have records by then.
 */
function forgetOthers(answeredAt: Map<string, number>, zones: readonly HostedZone[]): void {
  for (const key of answeredAt.keys())
    if (!zones.some(({ id }) => key.startsWith(`${id} `))) answeredAt.delete(key)
}

type Watched = {
  zone: HostedZone
  name: string
  /** Names that had a claim of their own once. */
  claimed: ReadonlySet<string>
}

const wildcardsByRecords = new WeakMap<HostedZone['records'], boolean>()

function hasWildcard({ records }: HostedZone): boolean {
  const known = wildcardsByRecords.get(records)
  if (known !== undefined) return known
  const found = [...records.values()].some(({ name }) => name.startsWith('\\052.'))
  wildcardsByRecords.set(records, found)
  return found
}

/** The hostnames in a zone, and the names above them up to the apex. */
function namesIn({ name: zoneName }: HostedZone, hostnames: ReadonlySet<string>): Set<string> {
  const apex = normalName(zoneName)
  const names = new Set<string>()
  for (const hostname of hostnames) {
    if (!isWithin(apex, hostname)) continue
    for (let name = hostname; name !== apex; name = name.slice(name.indexOf('.') + 1))
      names.add(name)
  }
  return names
}

/** Finds a name that has lost its answers although a wildcard would answer without our records. */
function stopped(watched: Watched, answeredAt: Map<string, number>, truth: Truth): Finding {
  const { zone, name } = watched
  const key = `${zone.id} ${name}`
  if (answerFor(zone, zone.records, name) !== undefined) {
    answeredAt.set(key, truth.now())
    return undefined
  }
  const last = answeredAt.get(key)
  if (last === undefined) return undefined
  // The next answer starts the watch again.
  answeredAt.delete(key)
  const wildcard = answerFor(zone, withoutOurs(watched, truth), name)
  if (wildcard === undefined || isDangling(wildcard, truth)) return undefined
  if (isExcused(watched, last, wildcard, truth)) return undefined
  return `${name} does not resolve in ${zone.id}, though a wildcard would answer for it`
}

/**
 * Whether a wildcard is an alias to a load balancer that is gone, such as one whose TXT record
 * somebody deleted. Clients get no answer from it, and Route 53 refuses a copy of it.
 */
function isDangling({ alias }: RecordSet, truth: Truth): boolean {
  return alias !== undefined && !truth.isServed(alias.dnsName)
}

const types = ['A', 'AAAA', 'CNAME', 'MX']

function answerFor(
  zone: HostedZone,
  records: HostedZone['records'],
  name: string
): RecordSet | undefined {
  for (const type of types) {
    const found = resolveInZone({ name: zone.name, records }, canonicalName(name), type)
    if (found !== undefined) return found
  }
  return undefined
}

/** The records of a zone without the records of ours at a name and below it. */
function withoutOurs({ zone, name }: Watched, { people }: Truth): HostedZone['records'] {
  const kept = [...zone.records].filter(([, record]) => {
    const { type } = record
    const normal = normalName(record.name)
    const key = keyOfRecord({ zoneID: zone.id, name: normal, type })
    return !isWithin(name, normal) || people.foreignRecords.has(key)
  })
  return new Map(kept)
}

/**
 * How old (ms) a listing may be by which the hooks conclude, when they remove an alias, that no
 * wildcard answers for its name.
 */
const listingAge = 11 * 60_000

/**
 * | what is the case | why the name may stop |
 * |---|---|
 * | people changed records of the name since | they did it, and a copy is not repaired |
 * | people destroyed certificate and status | the hooks do not know the validation record |
 * | the answer is new, and no claim at the name or below it is newer | see `listingAge` |
 * | the name's own request is gone, and records below it stay | see `isWithoutCopies` |
 */
function isExcused(
  watched: Watched,
  answeredAt: number,
  wildcard: RecordSet,
  truth: Truth
): boolean {
  const { name, claimed } = watched
  const { people, claims, now } = truth
  if (people.changedAt(name) >= answeredAt) return true
  if (people.statusLost.has(name) || people.unseenRemovals.has(name)) return true
  // People may have made the wildcard, or removed a record that kept it from answering.
  const began = Math.max(wildcard.since, ...namesThatHide(name).map(people.changedAt))
  const within = claims().filter(({ spec }) => isWithin(name, certifiedName(spec.hostname)))
  const isOlder = within.some(
    ({ metadata }) => Date.parse(metadata.creationTimestamp ?? '') > began
  )
  if (!isOlder && now() - began < listingAge) return true
  const own = within.find(({ spec }) => spec.hostname === name)
  const isGoing = own === undefined || own.metadata.deletionTimestamp !== undefined
  return claimed.has(name) && isGoing && isWithoutCopies(watched, truth)
}

/**
 * The names above a name, and the wildcards at them. A record there keeps wildcards further up from
 * answering.
 */
function namesThatHide(name: string): readonly string[] {
  const labels = name.split('.')
  const above = labels.slice(1).map((_, i) => labels.slice(i + 1).join('.'))
  return [...above, ...above.map(parent => `*.${parent}`)]
}

/**
 * Whether a name may have no copies when its own request is gone, though records of other hostnames
 * below it keep the wildcard from answering. Copies go with the validation record of the name. They
 * do not come if a record below the name has no owner, because a person may have made that record.
 */
function isWithoutCopies({ zone, name, claimed }: Watched, truth: Truth): boolean {
  const records = truth.records().filter(({ zoneID }) => zoneID === zone.id)
  const hostnames = [...claimed].filter(other => other !== name && isWithin(name, other))
  const isBelow = (record: ZoneRecord) => hostnames.some(other => isWithin(other, record.name))
  const below = records.filter(isBelow)
  const hasOwner = (record: ZoneRecord) =>
    record.type === 'TXT' || records.some(txt => txt.name === txtNameOf(record.name))
  const isValidated = records.some(record => isValidationOf(record, name))
  return below.length > 0 && (!isValidated || !below.every(hasOwner))
}
