import type { DomainClaim } from '../../api/domain-claim.ts'
import type { ValidationRecord } from '../../aws/acm.ts'
import { AWSFailure, isMalformed } from '../../aws/failure.ts'
import type { HostedZone } from '../../aws/route53.ts'
import type { RecordsSeen } from '../../aws/zone-records.ts'
import { isTrue } from '../../conditions/conditions.ts'
import { ownershipName } from '../../dns/ownership.ts'
import { namesBelow, type RecordSet } from '../../dns/records.ts'
import { type ZoneRef, zoneKey } from '../../dns/zone-ref.ts'
import { isWithin } from '../../hostname/domains.ts'
import { aliasNames } from '../facts/alias.ts'
import { currentCertificate } from '../facts/certificate.ts'
import { zonesOf } from '../facts/claim-zones.ts'
import { rememberedValidation } from '../facts/validation-record.ts'
import type { Look, Observation, SeenCertificate, SeenValidation } from './observation.ts'
import { seeCertificates } from './observe-certificates.ts'
import { seeSharing } from './observe-sharing.ts'
import { orMissing, type Tools } from './tools.ts'

/** How old shared knowledge may be, in milliseconds. */
const maxAge = {
  // A claim that is Ready is looked at rarely, at the periodic resync: then drift should be seen.
  ready: { zone: 60_000, certificates: 60_000 },
  // Less than the ticks at which all who wait come together: each time they share one listing.
  waiting: { zone: 600_000, certificates: 4_000 }
}

/**
 * Reads AWS for one claim: from what all claims share, and fresher where `looks` ask for it.
 * @throws {AWSFailure} when something could not be read; nothing is concluded from half a look
 */
export async function observe(
  claim: DomainClaim,
  looks: readonly Look[],
  tools: Tools
): Promise<Observation> {
  const { hostname } = claim.spec
  const zones = zonesOf(claim)
  const oldest =
    tools.clock.now() - agesFor(claim).certificates - tools.aws.inventory(claim.spec.region).slack()
  const certificatesSince = Math.max(oldest, sinceOf(looks, 'certificates'))
  const found = await seeCertificates(
    claim,
    certificatesSince,
    sinceIfAsked(looks, 'describe'),
    tools
  )
  const record = validationRecordOf(claim, found.certificates)
  const validationNames = record === undefined ? [] : [record.name, ownershipName(record.name)]
  const namesOfAlias = aliasNames(hostname)
  const asked = { claim, looks, tools }
  const [aliasZone, validationZone] = await seeZones(
    { zone: zones.alias, names: namesOfAlias },
    { zone: zones.validation, names: validationNames },
    asked
  )
  const [aliasName = '', ownerName = ''] = namesOfAlias
  const sharingSince = sinceIfAsked(looks, 'sharing')
  return {
    hostedZone: aliasZone?.zone,
    validationZone: validationZone?.zone,
    delegation: aliasZone?.delegation ?? validationZone?.delegation,
    addresses: (aliasZone?.recordsAt(aliasName) ?? []).filter(r =>
      ['A', 'AAAA', 'CNAME'].includes(r.type)
    ),
    owner: aliasZone?.recordsAt(ownerName).find(r => r.type === 'TXT'),
    recordsAsOf: Math.min(
      aliasZone?.asOf ?? Number.POSITIVE_INFINITY,
      validationZone?.asOf ?? Number.POSITIVE_INFINITY
    ),
    ...(aliasZone === undefined
      ? {}
      : { aliasAsOf: Math.min(...namesOfAlias.map(aliasZone.asOfAt)) }),
    ...found,
    validation: record && seeValidation(record, validationZone),
    sharing:
      record === undefined || sharingSince === undefined
        ? undefined
        : await seeSharing(claim, found.certificates, sharingSince, tools),
    ...(await seeChange(claim, tools))
  }
}

function sinceOf(looks: readonly Look[], subject: Look['subject']): number {
  return Math.max(
    Number.NEGATIVE_INFINITY,
    ...looks.filter(l => l.subject === subject).map(l => l.since)
  )
}

function sinceIfAsked(looks: readonly Look[], subject: Look['subject']): number | undefined {
  const since = sinceOf(looks, subject)
  return since === Number.NEGATIVE_INFINITY ? undefined : since
}

function agesFor(claim: DomainClaim): (typeof maxAge)['ready'] {
  const isSteady =
    claim.metadata.deletionTimestamp === undefined && isTrue(claim.status?.conditions, 'Ready')
  return isSteady ? maxAge.ready : maxAge.waiting
}

/** For which claim, how fresh, and by what means. */
type Asked = { claim: DomainClaim; looks: readonly Look[]; tools: Tools }

/** A zone that exists, and what was seen in it. */
type ZoneSeen = RecordsSeen & { zone: HostedZone; delegation: RecordSet | undefined }

/** Names in a hosted zone. */
type Place = { zone: ZoneRef; names: readonly string[] }

/** Both zones, which mostly are one and then cost one look. */
function seeZones(
  a: Place,
  b: Place,
  asked: Asked
): Promise<readonly [ZoneSeen | undefined, ZoneSeen | undefined]> {
  if (zoneKey(a.zone) !== zoneKey(b.zone))
    return Promise.all([seeZone(a, asked), seeZone(b, asked)])
  return seeZone({ zone: a.zone, names: [...a.names, ...b.names] }, asked).then(zone => [
    zone,
    zone
  ])
}

/** The zone and the records at `names`; undefined when it does not exist, or has been deleted since it was known. */
async function seeZone({ zone: ref, names }: Place, asked: Asked): Promise<ZoneSeen | undefined> {
  const { aws, fence } = asked.tools
  const zone = await aws.hostedZone(ref, fence)
  if (zone === undefined) return undefined
  const { hostname } = asked.claim.spec
  const ns = isWithin(hostname, zone.name) ? namesBelow(zone.name, hostname) : []
  const records = await orMissing(seeRecords(ref, { exact: names, cached: ns }, asked))
  if (records === undefined) return undefined
  return {
    ...records,
    zone,
    delegation: ns.flatMap(name => records.recordsAt(name)).find(r => r.type === 'NS')
  }
}

/** `exact` names may be asked for one by one; `cached` ones come from the snapshot only. */
async function seeRecords(
  zone: ZoneRef,
  { exact, cached }: { exact: readonly string[]; cached: readonly string[] },
  { claim, looks, tools }: Asked
): Promise<RecordsSeen> {
  const { aws, clock, fence } = tools
  const records = aws.records(zone)
  const since = Math.max(clock.now() - agesFor(claim).zone, sinceOf(looks, 'zone'))
  const all = await records.inZone([...exact, ...cached], since, fence)
  const at = sinceIfAsked(looks, 'names')
  const close = at === undefined ? all : await records.atNames(exact, at, fence)
  const seen = (name: string) => (exact.includes(name) ? close : all)
  return {
    asOf: Math.min(...exact.map(close.asOfAt)),
    recordsAt: name => seen(name).recordsAt(name),
    asOfAt: name => seen(name).asOfAt(name)
  }
}

/** ACM's record for the certificate, as described now or as the status remembers it. It is the same for every certificate of a name. */
function validationRecordOf(
  claim: DomainClaim,
  certificates: readonly SeenCertificate[]
): ValidationRecord | undefined {
  return (
    currentCertificate(certificates)?.described?.validationRecord ?? rememberedValidation(claim)
  )
}

function seeValidation(record: ValidationRecord, seen: RecordsSeen | undefined): SeenValidation {
  return {
    record,
    records: seen?.recordsAt(record.name) ?? [],
    owner: seen?.recordsAt(ownershipName(record.name)).find(r => r.type === 'TXT')
  }
}

type ChangeSeen = Pick<Observation, 'changeInSync' | 'changeTrouble' | 'changeAskedAgainAt'>

async function seeChange(claim: DomainClaim, { aws, clock, fence }: Tools): Promise<ChangeSeen> {
  const changeID = claim.status?.alias?.changeID
  if (changeID === undefined || claim.metadata.deletionTimestamp !== undefined)
    return { changeInSync: undefined }
  try {
    const changeInSync = await aws.isInSync(zonesOf(claim).alias, changeID, fence)
    return { changeInSync, changeAskedAgainAt: clock.now() + aws.inSyncKeptFor(changeID) }
  } catch (error) {
    // Such an id can only come from a status that was edited.
    if (isMalformed(error)) return { changeInSync: true }
    // It is about the last step alone: what was seen of all others is told all the same.
    if (error instanceof AWSFailure) return { changeInSync: false, changeTrouble: error }
    throw error
  }
}
