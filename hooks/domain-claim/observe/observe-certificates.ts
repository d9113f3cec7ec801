import type { DomainClaim } from '../../api/domain-claim.ts'
import type { CertificateSummary } from '../../aws/acm.ts'
import type { CertificateListing } from '../../aws/certificate-inventory.ts'
import { acmLagMs } from '../../aws/consistency.ts'
import { AWSFailure, isInQueue, orMissing } from '../../aws/failure.ts'
import type { Fence } from '../../aws/fence.ts'
import { defined } from '../../defined.ts'
import { attemptOf, hasEnded, isTaggedFor } from '../facts/certificate.ts'
import { isAbandoned, isOverdue } from '../facts/deletion.ts'
import type { Observation, SeenCertificate } from '../facts/observation.ts'
import type { AWSAccess } from './aws-access.ts'
import { describeAnew } from './describe-certificate.ts'

/** What was seen of the claim's certificates. */
export type CertificatesSeen = Pick<
  Observation,
  | 'certificates'
  | 'certificatesAsOf'
  | 'certificatesSlack'
  | 'deletionAnsweredAt'
  | 'gone'
  | 'usualIssueMs'
  | 'isScout'
>

/** What is wanted of the claim's certificates beside the account's listing. */
export type WantedOfCertificates = {
  /** Until when the claim waits for the listing. */
  listingFence: Fence
  /**
   * If present, ACM is asked for each certificate, and for the certificate in the status even if it
   * is not listed. A description of this time (ms) or later is fresh enough.
   */
  describeSince: number | undefined
  /** Whether the tags of each certificate are read. */
  tags: boolean
}

/** The claim's certificates that the account's listing shows as of `since` (ms). */
export async function seeCertificates(
  claim: DomainClaim,
  since: number,
  { listingFence, describeSince, tags }: WantedOfCertificates,
  access: AWSAccess
): Promise<CertificatesSeen> {
  const listing = await listingFor(claim, since, { ...access, fence: listingFence })
  if (listing === undefined) return nothingKnown(claim, access)
  const { asOf, slack } = listing
  const listed = await candidates(claim, listing, access)
  const seen: CertificatesSeen = {
    certificates: tags ? await Promise.all(listed.map(withTagsOf(claim, access))) : listed,
    certificatesAsOf: asOf,
    certificatesSlack: slack,
    ...issueTimesFor(claim, access),
    ...deletionsSeen(claim, listed, asOf, access)
  }
  return describeSince === undefined ? seen : describeAll(claim, seen, describeSince, access)
}

function withTagsOf(claim: DomainClaim, access: AWSAccess) {
  return async (certificate: SeenCertificate) =>
    certificate.tagged === undefined ? withTags(claim, certificate, access) : certificate
}

/**
 * What is known of the certificates that this process has deleted. The certificate in the status is
 * gone if it is old enough to be listed, and a listing lacks it that began after ACM's answer. Two
 * answers of ACM then say the same, so ACM is not asked a third time: for the deletion of many
 * hostnames, that would take as long as the deletions themselves. If the clock was set back, an
 * answer can lie in the future. Its age is unknown and no listing would be newer, so it is ignored,
 * and ACM is asked.
 */
function deletionsSeen(
  { spec, status }: DomainClaim,
  listed: readonly SeenCertificate[],
  asOf: number,
  { aws, clock }: AWSAccess
): Pick<CertificatesSeen, 'gone' | 'deletionAnsweredAt'> {
  const own = status?.certificate?.arn
  const answeredAt = (arn: string) => {
    const time = aws.acm(spec.region).deletionAnsweredAt(arn)
    return time === undefined || time > clock.now() ? undefined : time
  }
  const arns = new Set([...listed.map(({ arn }) => arn), ...(own === undefined ? [] : [own])])
  const times = [...arns].flatMap(arn => answeredAt(arn) ?? [])
  if (times.length === 0) return { gone: [] }
  const isListed = listed.some(({ arn }) => arn === own)
  // A listing may not show a young certificate yet, although it exists.
  const isOld = asOf - Date.parse(status?.certificate?.requestedAt ?? '') > acmLagMs
  const isGone = own !== undefined && isOld && !isListed && asOf > (answeredAt(own) ?? asOf)
  return { gone: isGone ? [own] : [], deletionAnsweredAt: Math.max(...times) }
}

function issueTimesFor({ spec, status }: DomainClaim, { aws }: AWSAccess) {
  const { issueTimes } = aws.inventory(spec.region)
  const { arn, status: state } = status?.certificate ?? {}
  const isPending = arn !== undefined && state === 'PENDING_VALIDATION'
  const isScout = isPending && issueTimes.isScout(arn)
  return defined({ usualIssueMs: issueTimes.usualMs(), isScout })
}

/**
 * If ACM never answers, for example because the region does not exist, an abandoned claim could
 * never be deleted. So its certificate counts as gone. The person who abandoned the claim takes
 * care of all its certificates.
 */
function nothingKnown({ status }: DomainClaim, { clock }: AWSAccess): CertificatesSeen {
  const arn = status?.certificate?.arn
  return { certificates: [], certificatesAsOf: clock.now(), gone: arn === undefined ? [] : [arn] }
}

async function listingFor(
  claim: DomainClaim,
  since: number,
  { aws, clock, fence }: AWSAccess
): Promise<CertificateListing | undefined> {
  try {
    return await aws.inventory(claim.spec.region).read(since, fence)
  } catch (error) {
    const isGivenUp = isAbandoned(claim) && isOverdue(claim, clock.now())
    if (error instanceof AWSFailure && !isInQueue(error) && isGivenUp) return undefined
    throw error
  }
}

/**
 * The listed certificates of the claim: the one that its status names, and those of its hostname
 * that are tagged for it.
 */
async function candidates(
  claim: DomainClaim,
  listing: CertificateListing,
  access: AWSAccess
): Promise<readonly SeenCertificate[]> {
  const ownARN = claim.status?.certificate?.arn
  const seen: SeenCertificate[] = []
  for (const summary of listing.byDomainName(claim.spec.hostname)) {
    const isDeleted = access.aws.acm(claim.spec.region).wasDeleted(summary.arn)
    const certificate = { ...seenOf(summary), ...(isDeleted ? { isDeleted } : {}) }
    const isOwn = summary.arn === ownARN
    if (isOwn && !hasEnded(summary.status)) seen.push(certificate)
    else {
      const tagged = await withTags(claim, certificate, access)
      if (tagged.tagged || isOwn) seen.push(tagged)
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

/**
 * Adds to a certificate what its tags say. A certificate that was deleted since it was listed
 * counts as one without our tags.
 */
async function withTags(
  claim: DomainClaim,
  certificate: SeenCertificate,
  { aws, cluster, fence }: AWSAccess
): Promise<SeenCertificate> {
  const tags = await orMissing(aws.tags(claim.spec.region, certificate.arn, fence))
  if (tags === undefined) return { ...certificate, tagged: false }
  const tagged = isTaggedFor(tags, claim.metadata.name, cluster)
  return { ...certificate, tagged, attempt: attemptOf(tags) }
}

/**
 * Whether the tags of one of the claim's certificates name this cluster and claim. The certificate
 * that the status names was listed without a look at its tags.
 */
export async function hasTagged(
  claim: DomainClaim,
  certificates: readonly SeenCertificate[],
  access: AWSAccess
): Promise<boolean> {
  for (const certificate of certificates) {
    const isUnread = certificate.tagged === undefined && !certificate.isNew
    const { tagged } = isUnread ? await withTags(claim, certificate, access) : certificate
    if (tagged) return true
  }
  return false
}

/**
 * Asks ACM for each certificate of the claim that is listed, and for the certificate in the status.
 */
async function describeAll(
  claim: DomainClaim,
  seen: CertificatesSeen,
  since: number,
  access: AWSAccess
): Promise<CertificatesSeen> {
  const certificates: SeenCertificate[] = []
  const gone = [...seen.gone]
  for (const certificate of [...seen.certificates, ...unlisted(claim, seen)]) {
    const live = await describeAnew(claim, certificate, since, access)
    if (live === undefined) gone.push(certificate.arn)
    else certificates.push(await withTagsIfNeeded(claim, live, access))
  }
  return { ...seen, certificates, gone }
}

/** The certificate in the status, if it is neither listed nor known to be gone. */
function unlisted(
  { status }: DomainClaim,
  { certificates, gone }: CertificatesSeen
): readonly SeenCertificate[] {
  const { arn, requestedAt } = status?.certificate ?? {}
  const isListed = certificates.some(certificate => certificate.arn === arn)
  if (arn === undefined || isListed || gone.includes(arn)) return []
  const createdAt = Date.parse(requestedAt ?? '') || 0
  return [{ arn, status: 'PENDING_VALIDATION', inUse: false, createdAt }]
}

/**
 * A deletion must not hit a certificate of somebody else. So while the claim is being deleted, this
 * reads the tags of a certificate if they were not read yet.
 */
async function withTagsIfNeeded(
  claim: DomainClaim,
  certificate: SeenCertificate,
  access: AWSAccess
): Promise<SeenCertificate> {
  const isDeleted = claim.metadata.deletionTimestamp !== undefined
  const isUntagged = certificate.tagged === undefined && !certificate.isNew
  return isDeleted && isUntagged ? withTags(claim, certificate, access) : certificate
}
