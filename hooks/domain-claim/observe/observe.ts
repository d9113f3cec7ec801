import type { DomainClaim } from '../../api/domain-claim.ts'
import type { ValidationRecord } from '../../aws/acm.ts'
import { AWSFailure, isMalformed } from '../../aws/failure.ts'
import type { RecordsSeen } from '../../aws/zone-records.ts'
import { defined } from '../../defined.ts'
import { type Registration, registrationsOf } from '../../dns/external-dns.ts'
import { ownershipName } from '../../dns/ownership.ts'
import type { RecordSet } from '../../dns/records.ts'
import { bindingTypes } from '../../dns/service-binding.ts'
import { aliasNames, isDisturbed } from '../facts/alias.ts'
import { isAsLastWritten } from '../facts/bare-alias.ts'
import { currentCertificate } from '../facts/certificate.ts'
import { zonesOf } from '../facts/claim-zones.ts'
import type { Look, Observation, SeenCertificate, SeenValidation } from '../facts/observation.ts'
import { rememberedValidation } from '../facts/validation-record.ts'
import { type Asked, agesFor, fenceFor, pagesOf, sinceIfAsked, sinceOf } from './asked.ts'
import type { AWSAccess } from './aws-access.ts'
import { type CertificatesSeen, hasTagged, seeCertificates } from './observe-certificates.ts'
import { seeSharing } from './observe-sharing.ts'
import { seeBothZones, type ZoneSeen } from './observe-zones.ts'

/**
 * Reads AWS for one claim: the listings and snapshots that all claims share, and something fresher
 * if `looks` demand it.
 * @throws {AWSFailure} when something could not be read, because steps must not conclude anything
 * from an incomplete observation
 */
export async function observe(
  claim: DomainClaim,
  looks: readonly Look[],
  access: AWSAccess
): Promise<Observation> {
  const asked = { claim, looks, access }
  const found = await seeListed(asked)
  const record = validationRecordOf(claim, found.certificates)
  const [aliasZone, validationZone] = await seeBothZones(record, asked)
  const sharing = await seeSharingIfAsked(record, found.certificates, asked)
  const records = {
    hostedZone: aliasZone?.zone,
    validationZone: validationZone?.zone,
    delegation: aliasZone?.delegation ?? validationZone?.delegation,
    ...seeAlias(claim, aliasZone),
    recordsAsOf: Math.min(lookedAt(aliasZone), lookedAt(validationZone)),
    ...found,
    validation: record && seeValidation(record, validationZone),
    wildcards: defined({ alias: aliasZone?.wildcard, validation: validationZone?.wildcard }),
    sharing,
    listingPages: pagesOf(access),
    ...(await seeChange(claim, access))
  }
  const seen = isAsLastWritten(claim, records)
    ? { ...records, hasTaggedCertificate: await hasTagged(claim, found.certificates, access) }
    : records
  return isDisturbed(claim, seen, { cluster: access.cluster, now: access.clock.now() })
    ? { ...seen, registrations: seeRegistrations(claim, aliasZone, access) }
    : seen
}

/**
 * What external-dns has noted about the hostname, in the last snapshot of the zone. It is searched
 * for only when something is wrong with the alias: a search reads all TXT records of the zone.
 */
function seeRegistrations(
  { spec }: DomainClaim,
  zone: ZoneSeen | undefined,
  { aws }: AWSAccess
): readonly Registration[] {
  if (zone === undefined) return []
  const texts = aws.records(zone.zone).texts()
  const hasAddress = (name: string) =>
    zone.recordsAt(name).some(({ type }) => addressTypes.includes(type))
  return registrationsOf(spec.hostname, texts, hasAddress)
}

/** The claim's certificates, as fresh as the claim's state and the looks demand. */
function seeListed(asked: Asked): Promise<CertificatesSeen> {
  const { claim, looks, access } = asked
  const { aws, began } = access
  const slack = aws.inventory(claim.spec.region).slack()
  const oldest = began - agesFor(claim, access).certificates - slack
  const since = Math.max(oldest, sinceOf(looks, 'certificates'))
  const wanted = {
    listingFence: fenceFor(asked, 'certificates'),
    describeSince: sinceIfAsked(looks, 'describe'),
    tags: looks.some(({ subject }) => subject === 'tags')
  }
  return seeCertificates(claim, since, wanted, access)
}

function seeSharingIfAsked(
  record: ValidationRecord | undefined,
  own: readonly SeenCertificate[],
  { claim, looks, access }: Asked
): Promise<Observation['sharing']> {
  const since = sinceIfAsked(looks, 'sharing')
  if (record === undefined || since === undefined) return Promise.resolve(undefined)
  return seeSharing(claim, own, since, access)
}

function lookedAt(zone: ZoneSeen | undefined): number {
  return zone?.asOf ?? Number.POSITIVE_INFINITY
}

const addressTypes: readonly string[] = ['A', 'AAAA', 'CNAME']

function seeAlias(
  { spec }: DomainClaim,
  zone: ZoneSeen | undefined
): Pick<Observation, 'addresses' | 'bindings' | 'owner' | 'aliasAsOf'> {
  const names = aliasNames(spec.hostname)
  const aliasAsOf = zone && Math.min(...names.map(zone.asOfAt))
  const copies = zone?.wildcard?.copies?.records ?? []
  const records = (zone?.recordsAt(spec.hostname) ?? []).filter(r => !copies.includes(r))
  return {
    addresses: records.filter(({ type }) => addressTypes.includes(type)),
    bindings: records.filter(({ type }) => bindingTypes.includes(type)),
    owner: txtAt(ownershipName(spec.hostname), zone),
    ...defined({ aliasAsOf })
  }
}

function txtAt(name: string, seen: RecordsSeen | undefined): RecordSet | undefined {
  return seen?.recordsAt(name).find(({ type }) => type === 'TXT')
}

/**
 * ACM's validation record for the certificate: as described now, or else as the status remembers
 * it. All certificates of a name have the same record.
 */
function validationRecordOf(
  claim: DomainClaim,
  certificates: readonly SeenCertificate[]
): ValidationRecord | undefined {
  const { described } = currentCertificate(certificates) ?? {}
  return described?.validationRecord ?? rememberedValidation(claim)
}

function seeValidation(record: ValidationRecord, seen: RecordsSeen | undefined): SeenValidation {
  const records = seen?.recordsAt(record.name) ?? []
  return { record, records, owner: txtAt(ownershipName(record.name), seen) }
}

type ChangeSeen = Pick<Observation, 'changeInSync' | 'changeTrouble' | 'changeAskedAgainAt'>

/** Whether the last change of the alias has reached all of Route 53's servers. */
async function seeChange(
  claim: DomainClaim,
  { aws, clock, fence }: AWSAccess
): Promise<ChangeSeen> {
  const changeID = claim.status?.alias?.changeID
  if (changeID === undefined || claim.metadata.deletionTimestamp !== undefined)
    return { changeInSync: undefined }
  try {
    const changeInSync = await aws.isInSync(zonesOf(claim).alias, changeID, fence)
    return { changeInSync, changeAskedAgainAt: clock.now() + aws.inSyncKeptFor(changeID) }
  } catch (error) {
    // A malformed id can only come from a status that was edited by hand. The alias would wait for
    // it without end, so the change counts as in sync.
    if (isMalformed(error)) return { changeInSync: true }
    // This failure concerns only the last step. If it were thrown, the status would not report what
    // was seen of the other steps.
    if (error instanceof AWSFailure) return { changeInSync: false, changeTrouble: error }
    throw error
  }
}
