import type { DomainClaim } from '../api/domain-claim.ts'
import type { CertificateSummary, ValidationRecord } from '../aws/acm.ts'
import type { AWS } from '../aws/aws.ts'
import type { CertificateListing } from '../aws/certificate-inventory.ts'
import { AWSFailure } from '../aws/failure.ts'
import type { Fence } from '../aws/fence.ts'
import type { RecordsSeen } from '../aws/zone-records.ts'
import type { Clock } from '../clock.ts'
import { isTrue } from '../conditions/conditions.ts'
import { ownershipName } from '../dns/ownership.ts'
import { namesBelow } from '../dns/records.ts'
import { aliasNames } from './alias.ts'
import { attemptOf, chooseCertificate, hasEnded, isTaggedFor } from './certificate.ts'
import type { Look, Observation, SeenCertificate, SeenValidation } from './observation.ts'

/** What observing and acting for one request need. */
export type Tools = {
  aws: AWS
  clock: Clock
  cluster: string
  /** Regions beside the claim's in which certificates may use the same validation records. */
  otherRegions: readonly string[]
  fence: Fence
}

/** How old shared knowledge may be, in milliseconds. */
const maxAge = {
  // A claim that is Ready is looked at rarely, at the periodic resync: then drift should be seen.
  ready: { zone: 60_000, certificates: 60_000 },
  waiting: { zone: 600_000, certificates: 8_000 }
}

/**
 * Reads AWS for one claim: from what all claims share, and fresher where `looks` ask for it.
 * @throws {AWSFailure} when something could not be read; nothing is concluded from half a look
 */
export async function observe(claim: DomainClaim, looks: readonly Look[], tools: Tools): Promise<Observation> {
  const { aws, fence } = tools
  const zoneID = claim.spec.hostedZoneID
  const validationZoneID = claim.spec.validationZoneID ?? zoneID
  const [hostedZone, validationZone] = await Promise.all([
    aws.hostedZone(zoneID, fence),
    aws.hostedZone(validationZoneID, fence)
  ])
  const found = await seeCertificates(claim, looks, tools)
  const record = validationRecordOf(claim, found.certificates)
  const validationNames = record === undefined ? [] : [record.name, ownershipName(record.name)]
  const ns = validationZone === undefined ? [] : namesBelow(validationZone.name, claim.spec.hostname)
  const aliasSeen =
    hostedZone &&
    (await seeRecords(claim, zoneID, { exact: aliasNames(claim.spec.hostname), cached: [] }, looks, tools))
  const validationSeen =
    validationZone && (await seeRecords(claim, validationZoneID, { exact: validationNames, cached: ns }, looks, tools))
  const [hostname = '', ownerName = ''] = aliasNames(claim.spec.hostname)
  return {
    hostedZone,
    validationZone,
    delegation: ns.flatMap(name => validationSeen?.at(name) ?? []).find(r => r.type === 'NS'),
    addresses: (aliasSeen?.at(hostname) ?? []).filter(r => ['A', 'AAAA', 'CNAME'].includes(r.type)),
    owner: aliasSeen?.at(ownerName).find(r => r.type === 'TXT'),
    recordsAsOf: Math.min(
      aliasSeen?.asOf ?? Number.POSITIVE_INFINITY,
      validationSeen?.asOf ?? Number.POSITIVE_INFINITY
    ),
    ...found,
    validation: record && seeValidation(record, validationSeen),
    sharing: await seeSharing(claim, record, found.certificates, looks, tools),
    changeInSync: await seeChange(claim, tools)
  }
}

function sinceOf(looks: readonly Look[], at: Look['at']): number {
  return Math.max(Number.NEGATIVE_INFINITY, ...looks.filter(l => l.at === at).map(l => l.since))
}

function isSteady(claim: DomainClaim): boolean {
  return claim.metadata.deletionTimestamp === undefined && isTrue(claim.status?.conditions, 'Ready')
}

type Names = { exact: readonly string[]; cached: readonly string[] }

/** `exact` names may be asked for one by one; `cached` ones come from the snapshot only. */
async function seeRecords(
  claim: DomainClaim,
  zoneID: string,
  names: Names,
  looks: readonly Look[],
  tools: Tools
): Promise<RecordsSeen> {
  const records = tools.aws.records(zoneID)
  const age = (isSteady(claim) ? maxAge.ready : maxAge.waiting).zone
  const since = Math.max(tools.clock.now() - age, sinceOf(looks, 'zone'))
  const all = await records.inZone([...names.exact, ...names.cached], since)
  const at = sinceOf(looks, 'names')
  const exact =
    at === Number.NEGATIVE_INFINITY
      ? await records.inZone(names.exact, since)
      : await records.atNames(names.exact, at, tools.fence)
  return { asOf: exact.asOf, at: name => (names.exact.includes(name) ? exact.at(name) : all.at(name)) }
}

type Found = Pick<Observation, 'certificates' | 'certificatesAsOf' | 'gone'>

async function seeCertificates(claim: DomainClaim, looks: readonly Look[], tools: Tools): Promise<Found> {
  const age = (isSteady(claim) ? maxAge.ready : maxAge.waiting).certificates
  const since = Math.max(tools.clock.now() - age, sinceOf(looks, 'certificates'))
  const listing = await tools.aws.inventory(claim.spec.region).read(since)
  const listed = await candidates(claim, listing, tools)
  const describeSince = sinceOf(looks, 'describe')
  const found: Found = { certificates: listed, certificatesAsOf: listing.asOf, gone: [] }
  return describeSince === Number.NEGATIVE_INFINITY ? found : describeAll(claim, found, tools)
}

/** The certificate of the status, and others of the same name whose tags say that they are this claim's. */
async function candidates(
  claim: DomainClaim,
  listing: CertificateListing,
  tools: Tools
): Promise<readonly SeenCertificate[]> {
  const own = claim.status?.certificate?.arn
  const seen: SeenCertificate[] = []
  for (const summary of listing.byDomainName(claim.spec.hostname)) {
    const certificate = seenOf(summary)
    if (summary.arn === own && !hasEnded(summary.status)) seen.push(certificate)
    else {
      const tagged = await withTags(claim, certificate, tools)
      if (tagged.tagged || summary.arn === own) seen.push(tagged)
    }
  }
  return seen
}

function seenOf({ arn, status, inUse, createdAt = 0, notAfter }: CertificateSummary): SeenCertificate {
  return { arn, status, inUse, createdAt, ...(notAfter === undefined ? {} : { notAfter }) }
}

/** Tags of a certificate that was deleted meanwhile are none. */
async function withTags(
  claim: DomainClaim,
  certificate: SeenCertificate,
  { aws, cluster, fence }: Tools
): Promise<SeenCertificate> {
  const tags = await orMissing(aws.tags(claim.spec.region, certificate.arn, fence))
  if (tags === undefined) return { ...certificate, tagged: false }
  return { ...certificate, tagged: isTaggedFor(tags, claim.metadata.name, cluster), attempt: attemptOf(tags) }
}

/** Asks ACM itself for each certificate, the one of the status included even if no listing shows it. */
async function describeAll(claim: DomainClaim, found: Found, tools: Tools): Promise<Found> {
  const own = claim.status?.certificate?.arn
  const missing = own !== undefined && !found.certificates.some(c => c.arn === own) ? [own] : []
  const unlisted = missing.map(arn => ({ arn, status: 'PENDING_VALIDATION', inUse: false, createdAt: 0 }))
  const certificates: SeenCertificate[] = []
  const gone: string[] = []
  for (const certificate of [...found.certificates, ...unlisted]) {
    const described = await describe(claim, certificate, tools)
    if (described === undefined) gone.push(certificate.arn)
    else certificates.push(described)
  }
  return { certificates, certificatesAsOf: found.certificatesAsOf, gone }
}

async function describe(
  claim: DomainClaim,
  certificate: SeenCertificate,
  tools: Tools
): Promise<SeenCertificate | undefined> {
  const { region } = claim.spec
  const { arn } = certificate
  const asOf = tools.clock.now()
  const detail = await orMissing(tools.aws.acm(region).describeCertificate(arn, tools.fence))
  // An ARN of another name can only come from a status that was edited by hand: it is not ours.
  if (detail?.domainName !== claim.spec.hostname) {
    if (detail === undefined) forget(region, arn, tools)
    return undefined
  }
  const { status, inUseBy, validationRecord, failureReason } = detail
  const described = {
    asOf,
    inUseBy,
    ...(validationRecord === undefined ? {} : { validationRecord }),
    ...(failureReason === undefined ? {} : { failureReason })
  }
  const live = { ...certificate, status, inUse: inUseBy.length > 0, described }
  const needsTags = certificate.tagged === undefined && claim.metadata.deletionTimestamp !== undefined
  return needsTags ? withTags(claim, live, tools) : live
}

function forget(region: string, arn: string, { aws }: Tools): void {
  aws.inventory(region).noteRemoved(arn)
  aws.noteTags(arn, undefined)
}

async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof AWSFailure && error.kind === 'notFound') return undefined
    throw error
  }
}

/** ACM's record for the certificate, as described now or as saved in the status. It is the same for every certificate of a name. */
function validationRecordOf(
  claim: DomainClaim,
  certificates: readonly SeenCertificate[]
): ValidationRecord | undefined {
  return chooseCertificate(certificates)?.described?.validationRecord ?? claim.status?.certificate?.validationRecord
}

function seeValidation(record: ValidationRecord, seen: RecordsSeen | undefined): SeenValidation {
  return {
    record,
    records: seen?.at(record.name) ?? [],
    owner: seen?.at(ownershipName(record.name)).find(r => r.type === 'TXT')
  }
}

/**
 * Other certificates, in every region asked for, that are validated by the same record: ACM gives one
 * account one record for a name and its wildcard, in all regions.
 */
async function seeSharing(
  claim: DomainClaim,
  record: ValidationRecord | undefined,
  own: readonly SeenCertificate[],
  looks: readonly Look[],
  tools: Tools
): Promise<Observation['sharing']> {
  const since = sinceOf(looks, 'sharing')
  if (record === undefined || since === Number.NEGATIVE_INFINITY) return undefined
  const base = claim.spec.hostname.replace(/^\*\./, '')
  const regions = [...new Set([claim.spec.region, ...tools.otherRegions])]
  const listings = await Promise.all(regions.map(region => tools.aws.inventory(region).read(since)))
  const arns = listings.flatMap(listing => listing.covering([base, `*.${base}`]).map(c => c.arn))
  return {
    arns: arns.filter(arn => !own.some(c => c.arn === arn)),
    asOf: Math.min(...listings.map(l => l.asOf))
  }
}

async function seeChange(claim: DomainClaim, { aws, fence }: Tools): Promise<boolean | undefined> {
  const changeID = claim.status?.alias?.changeID
  if (changeID === undefined || claim.metadata.deletionTimestamp !== undefined) return undefined
  return aws.isInSync(changeID, fence)
}
