import type { DomainClaim } from '../../api/domain-claim.ts'
import type { CertificateDetail, CertificateSummary } from '../../aws/acm.ts'
import type { CertificateListing } from '../../aws/certificate-inventory.ts'
import { AWSFailure, isMalformed } from '../../aws/failure.ts'
import { defined } from '../../defined.ts'
import { attemptOf, hasEnded, isTaggedFor } from '../facts/certificate.ts'
import { zonesOf } from '../facts/claim-zones.ts'
import { isAbandoned, isOverdue } from '../facts/deletion.ts'
import { confirmGone } from './confirm-gone.ts'
import type { Observation, SeenCertificate } from './observation.ts'
import { orMissing, type Tools } from './tools.ts'

/** What was seen of the claim's certificates. */
export type CertificatesSeen = Pick<
  Observation,
  'certificates' | 'certificatesAsOf' | 'certificatesSlack' | 'gone'
>

/**
 * The claim's certificates: those that the account's listing shows as of `since` (ms), and if
 * `describeSince` is given, each as ACM itself describes it, the one of the status included.
 */
export async function seeCertificates(
  claim: DomainClaim,
  since: number,
  describeSince: number | undefined,
  tools: Tools
): Promise<CertificatesSeen> {
  const listing = await listingFor(claim, since, tools)
  if (listing === undefined) return nothingKnown(claim, tools)
  const listed = await candidates(claim, listing, tools)
  const { asOf: certificatesAsOf, slack: certificatesSlack } = listing
  const seen: CertificatesSeen = {
    certificates: listed,
    certificatesAsOf,
    certificatesSlack,
    gone: []
  }
  return describeSince === undefined ? seen : describeAll(claim, seen, describeSince, tools)
}

/** Somebody has given the claim up, and ACM does not answer (a region that does not exist): all of it is left to him. */
function nothingKnown({ status }: DomainClaim, { clock }: Tools): CertificatesSeen {
  const arn = status?.certificate?.arn
  return { certificates: [], certificatesAsOf: clock.now(), gone: arn === undefined ? [] : [arn] }
}

async function listingFor(
  claim: DomainClaim,
  since: number,
  { aws, clock, fence }: Tools
): Promise<CertificateListing | undefined> {
  try {
    return await aws.inventory(claim.spec.region).read(since, fence)
  } catch (error) {
    if (error instanceof AWSFailure && isAbandoned(claim) && isOverdue(claim, clock.now()))
      return undefined
    throw error
  }
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

function seenOf({
  arn,
  status,
  inUse,
  createdAt = 0,
  notAfter
}: CertificateSummary): SeenCertificate {
  return { arn, status, inUse, createdAt, ...defined({ notAfter }) }
}

/** Tags of a certificate that was deleted meanwhile are none. */
async function withTags(
  claim: DomainClaim,
  certificate: SeenCertificate,
  { aws, cluster, fence }: Tools
): Promise<SeenCertificate> {
  const tags = await orMissing(aws.tags(claim.spec.region, certificate.arn, fence))
  if (tags === undefined) return { ...certificate, tagged: false }
  return {
    ...certificate,
    tagged: isTaggedFor(tags, claim.metadata.name, cluster),
    attempt: attemptOf(tags)
  }
}

/** Asks ACM itself for each certificate, the one of the status included even if no listing shows it. */
async function describeAll(
  claim: DomainClaim,
  seen: CertificatesSeen,
  since: number,
  tools: Tools
): Promise<CertificatesSeen> {
  const certificates: SeenCertificate[] = []
  const gone: string[] = []
  for (const certificate of [...seen.certificates, ...unlisted(claim, seen.certificates)]) {
    const described = await describe(claim, certificate, since, tools)
    if (described === undefined) gone.push(certificate.arn)
    else certificates.push(described)
  }
  return { ...seen, certificates, gone }
}

/** The certificate of the status, if the listing lacks it. */
function unlisted(claim: DomainClaim, listed: readonly SeenCertificate[]): SeenCertificate[] {
  const { arn, requestedAt } = claim.status?.certificate ?? {}
  if (arn === undefined || listed.some(c => c.arn === arn)) return []
  return [
    {
      arn,
      status: 'PENDING_VALIDATION',
      inUse: false,
      createdAt: Date.parse(requestedAt ?? '') || 0
    }
  ]
}

/**
 * How long ACM may not know a certificate that it has just given out. The API reference speaks of
 * "several seconds" (DescribeCertificate); a minute is patience that costs little.
 */
export const newForMilliseconds = 60_000

async function describe(
  claim: DomainClaim,
  certificate: SeenCertificate,
  since: number,
  tools: Tools
): Promise<SeenCertificate | undefined> {
  const { arn, createdAt } = certificate
  // What we have deleted ourselves is not new: with a young certificate that would look the same.
  if (tools.aws.inventory(claim.spec.region).wasRemoved(arn)) return undefined
  const { asOf, detail } = await ask(claim, arn, since, tools)
  if (detail === undefined) {
    const age = tools.clock.now() - createdAt
    if (age >= 0 && age < newForMilliseconds)
      return { ...certificate, isNew: true, described: { asOf, inUseBy: [] } }
    await confirmGone(claim, { arn, asOf, zone: zonesOf(claim).alias }, tools)
    forget(claim.spec.region, arn, tools)
    return undefined
  }
  // An ARN of another name can only come from a status that was edited by hand: it is not ours.
  if (detail.domainName !== claim.spec.hostname) return undefined
  const { status, inUseBy, validationRecord, failureReason } = detail
  const described = {
    asOf,
    inUseBy,
    ...defined({ validationRecord, failureReason })
  }
  const live = { ...certificate, status, inUse: inUseBy.length > 0, described }
  const needsTags =
    certificate.tagged === undefined && claim.metadata.deletionTimestamp !== undefined
  return needsTags ? withTags(claim, live, tools) : live
}

/** What ACM says of one certificate, asked once a sync unless a step wants it later than that. */
async function ask(
  claim: DomainClaim,
  arn: string,
  since: number,
  { aws, clock, fence, descriptions }: Tools
): Promise<{ asOf: number; detail: CertificateDetail | undefined }> {
  const known = descriptions.get(arn)
  if (known !== undefined && known.asOf >= since) return known
  const asOf = clock.now()
  const answer = aws
    .acm(claim.spec.region)
    .describeCertificate(arn, isUrgent(claim) ? { ...fence, isUrgent: true } : fence)
  const detail = await orMissing(
    arn === claim.status?.certificate?.arn ? orMalformed(answer) : answer
  )
  descriptions.set(arn, { asOf, detail })
  return { asOf, detail }
}

/**
 * The validation record of a new certificate is wanted first: when it is in place ACM begins its minutes of
 * issuing. Who uses an issued certificate can be asked while Route 53 spreads the alias.
 */
function isUrgent({ metadata, status }: DomainClaim): boolean {
  return (
    metadata.deletionTimestamp === undefined && status?.certificate?.status === 'PENDING_VALIDATION'
  )
}

/** Such an ARN can only come from a status that was edited: there is no such certificate. */
async function orMalformed<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (isMalformed(error)) return undefined
    throw error
  }
}

function forget(region: string, arn: string, { aws }: Tools): void {
  aws.inventory(region).noteRemoved(arn)
  aws.noteTags(arn, undefined)
}
