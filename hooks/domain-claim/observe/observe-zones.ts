import type { ValidationRecord } from '../../aws/acm.ts'
import { orMissing } from '../../aws/failure.ts'
import type { HostedZone } from '../../aws/route53.ts'
import type { RecordsSeen } from '../../aws/zone-records.ts'
import { ownershipName } from '../../dns/ownership.ts'
import { namesBelow, type RecordSet } from '../../dns/records.ts'
import { type ZoneRef, zoneKey } from '../../dns/zone-ref.ts'
import { isWithin } from '../../hostname/domains.ts'
import { hasNothingInZones } from '../../hostname/nothing-in-zones.ts'
import { aliasNames } from '../facts/alias.ts'
import { zonesOf } from '../facts/claim-zones.ts'
import { type Asked, agesFor, sinceIfAsked, sinceOf } from './asked.ts'

/** A zone that exists, and what was seen in it. */
export type ZoneSeen = RecordsSeen & { zone: HostedZone; delegation: RecordSet | undefined }

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
  const { aws, fence } = asked.access
  const zone = await aws.hostedZone(ref, fence)
  if (zone === undefined) return undefined
  const { hostname } = asked.claim.spec
  const cuts = isWithin(hostname, zone.name) ? namesBelow(zone.name, hostname) : []
  const records = await orMissing(seeRecords(ref, { exact: names, cached: cuts }, asked))
  if (records === undefined) return undefined
  const atCuts = cuts.flatMap(name => records.recordsAt(name))
  return { ...records, zone, delegation: atCuts.find(({ type }) => type === 'NS') }
}

/**
 * The records at some names of a zone.
 * @param names Route 53 may be asked for `exact` names one by one; `cached` names come only from
 * the snapshot of the zone
 */
async function seeRecords(
  zone: ZoneRef,
  { exact, cached }: { exact: readonly string[]; cached: readonly string[] },
  { claim, looks, access }: Asked
): Promise<RecordsSeen> {
  const { aws, clock, fence } = access
  const records = aws.records(zone)
  const since = Math.max(clock.now() - agesFor(claim).zone, sinceOf(looks, 'zone'))
  const snapshot = await records.inZone([...exact, ...cached], since, fence)
  const liveSince = sinceIfAsked(looks, 'names')
  const live = liveSince === undefined ? snapshot : await records.atNames(exact, liveSince, fence)
  const seen = (name: string) => (exact.includes(name) ? live : snapshot)
  return {
    asOf: Math.min(...exact.map(live.asOfAt)),
    recordsAt: name => seen(name).recordsAt(name),
    asOfAt: name => seen(name).asOfAt(name)
  }
}
