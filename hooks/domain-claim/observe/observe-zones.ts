import type { ValidationRecord } from '../../aws/acm.ts'
import { orMissing } from '../../aws/failure.ts'
import type { HostedZone } from '../../aws/route53.ts'
import type { RecordsSeen } from '../../aws/zone-records.ts'
import { hasNothingInZones } from '../../conditions/nothing-in-zones.ts'
import { ownershipName } from '../../dns/ownership.ts'
import { namesBelow, type RecordSet } from '../../dns/records.ts'
import { wildcardsAbove } from '../../dns/wildcards.ts'
import { type ZoneRef, zoneKey } from '../../dns/zone-ref.ts'
import { isWithin } from '../../hostname/domains.ts'
import { aliasNames } from '../facts/alias.ts'
import { certifiedName } from '../facts/certificate.ts'
import { zonesOf } from '../facts/claim-zones.ts'
import type { SeenWildcard } from '../facts/observation.ts'
import { type Asked, agesFor, fenceFor, sinceIfAsked, sinceOf } from './asked.ts'
import { namesBeside, namesOfCopies, seeCopies, seeWildcard } from './observe-wildcards.ts'

/** A zone that exists, and what was seen in it. */
export type ZoneSeen = RecordsSeen & {
  zone: HostedZone
  delegation: RecordSet | undefined
  wildcard: SeenWildcard | undefined
}

/** Names in a hosted zone. */
type ZoneNames = { zone: ZoneRef; names: readonly string[] }

/**
 * The zone of the alias and the zone of the validation record. A deleted claim that has nothing in
 * them does not look at them: otherwise a zone that the hooks may not read would hold it back.
 */
export function seeBothZones(
  record: ValidationRecord | undefined,
  asked: Asked
): Promise<readonly [ZoneSeen | undefined, ZoneSeen | undefined]> {
  const { metadata, spec } = asked.claim
  const { hostname } = spec
  if (metadata.deletionTimestamp !== undefined && hasNothingInZones(asked.claim))
    return Promise.resolve([undefined, undefined])
  const zones = zonesOf(asked.claim)
  const validationNames = record === undefined ? [] : [record.name, ownershipName(record.name)]
  return seeZones(
    { zone: zones.alias, names: aliasNames(hostname) },
    { zone: zones.validation, names: validationNames },
    asked
  )
}

/**
 * What was seen at the names `a` and at the names `b`. Mostly both are in the same zone, and then
 * the zone is observed once for both.
 */
async function seeZones(
  a: ZoneNames,
  b: ZoneNames,
  asked: Asked
): Promise<readonly [ZoneSeen | undefined, ZoneSeen | undefined]> {
  if (zoneKey(a.zone) !== zoneKey(b.zone))
    return Promise.all([seeZone(a, asked), seeZone(b, asked)])
  const zone = await seeZone({ zone: a.zone, names: [...a.names, ...b.names] }, asked)
  return [zone, zone]
}

/**
 * The zone and its records at `names`; `undefined` when the zone does not exist or no longer
 * exists.
 */
async function seeZone(
  { zone: ref, names }: ZoneNames,
  asked: Asked
): Promise<ZoneSeen | undefined> {
  const { aws, fence, cluster } = asked.access
  const zone = await aws.hostedZone(ref, fence)
  if (zone === undefined) return undefined
  const { metadata, spec } = asked.claim
  const { hostname } = spec
  const isInZone = isWithin(hostname, zone.name)
  const cuts = isInZone ? namesBelow(zone.name, hostname) : []
  const shared = isInZone ? wildcardsAbove(zone.name, certifiedName(hostname)) : []
  const cached = [...cuts, ...shared, ...namesBeside(hostname)]
  const seen = await orMissing(seeRecords(ref, { exact: names, shared, cached }, asked))
  if (seen === undefined) return undefined
  const atCuts = cuts.flatMap(name => seen.recordsAt(name))
  const records = aws.records(ref)
  const isGoing = metadata.deletionTimestamp !== undefined
  const view = { hostname, isGoing, cluster, zoneName: zone.name, names, seen, records }
  const wildcard = seeWildcard(view)
  return { ...seen, zone, wildcard, delegation: atCuts.find(({ type }) => type === 'NS') }
}

/** Names in a zone, by how they are looked up if a look asks for more than the snapshot. */
type NamesToSee = {
  /** Route 53 may be asked for these names one by one. */
  exact: readonly string[]
  /** Names that other claims ask for too: those of wildcards. */
  shared: readonly string[]
  /** These names come only from the snapshot of the zone. */
  cached: readonly string[]
}

/** The records at some names of a zone, as fresh as the claim's state and the looks demand. */
async function seeRecords(zone: ZoneRef, names: NamesToSee, asked: Asked): Promise<RecordsSeen> {
  const { claim, looks, access } = asked
  const { aws, fence } = access
  const records = aws.records(zone)
  const listedSince = sinceIfAsked(looks, 'listing')
  if (listedSince !== undefined) await records.list(listedSince, fence)
  const since = Math.max(access.began - agesFor(claim, access).zone, sinceOf(looks, 'zone'))
  const listed = [...names.exact, ...names.cached]
  const snapshot = await records.inZone(listed, since, fenceFor(asked, 'zone'))
  const { hostname } = claim.spec
  const known = [...names.exact, ...knownCopies(hostname, snapshot)]
  const liveSince = sinceIfAsked(looks, 'names')
  const first = liveSince === undefined ? snapshot : await records.atNames(known, liveSince, fence)
  const exact = [...known, ...unlistedCopies(hostname, known, first)]
  const live =
    liveSince === undefined || exact.length === known.length
      ? first
      : await records.atNames(exact, liveSince, fence)
  const sharedSince = sinceIfAsked(looks, 'wildcards')
  const shared =
    sharedSince === undefined
      ? snapshot
      : await records.atSharedNames(names.shared, sharedSince, fence)
  const seen = (name: string) => {
    if (names.shared.includes(name)) return shared
    return exact.includes(name) ? live : snapshot
  }
  return {
    asOf: Math.min(...names.exact.map(live.asOfAt)),
    recordsAt: name => seen(name).recordsAt(name),
    asOfAt: name => seen(name).asOfAt(name)
  }
}

/** The names of the copies at a hostname, if there are any. */
function knownCopies(hostname: string, snapshot: RecordsSeen): readonly string[] {
  return seeCopies(hostname, snapshot) === undefined ? [] : namesOfCopies(hostname)
}

/**
 * The name of the TXT record that lists copies, if it has to be looked up too. The snapshot may be
 * older than the copies: the answer of the change that made them may be lost. Without the TXT
 * record, a copy would look like a record of somebody else.
 */
function unlistedCopies(
  hostname: string,
  known: readonly string[],
  { recordsAt }: RecordsSeen
): readonly string[] {
  if (!known.includes(hostname) || recordsAt(hostname).length === 0) return []
  return namesOfCopies(hostname).filter(name => !known.includes(name))
}
