import type { DomainClaim } from '../../api/domain-claim.ts'
import type { CertificateDetail } from '../../aws/acm.ts'
import { acmLagMs } from '../../aws/consistency.ts'
import { isMalformed, orMissing } from '../../aws/failure.ts'
import type { Fence } from '../../aws/fence.ts'
import { defined } from '../../defined.ts'
import { zonesOf } from '../facts/claim-zones.ts'
import type { SeenCertificate } from '../facts/observation.ts'
import type { AWSAccess, Description } from './aws-access.ts'
import { confirmGone } from './confirm-gone.ts'

/**
 * A certificate as ACM describes it; `undefined` when it does not exist, or is not of this
 * hostname.
 *
 * | ACM                      | certificate             | result                          |
 * |--------------------------|-------------------------|---------------------------------|
 * | not asked                | deleted by this process | `undefined`                     |
 * | does not know it         | deleted by this process | `undefined`                     |
 * | does not know it         | younger than ACM's lag  | the certificate, marked `isNew` |
 * | does not know it         | older                   | `undefined`, once confirmed     |
 * | says it has another name | ARN in an edited status | `undefined`                     |
 * | describes it             | of this hostname        | the certificate as described    |
 *
 * @param since a description that this sync got at this time (ms) or later is fresh enough
 * @throws {AWSFailure} when ACM cannot be asked, or contradicts itself
 */
export async function describeAnew(
  claim: DomainClaim,
  certificate: SeenCertificate,
  since: number,
  access: AWSAccess
): Promise<SeenCertificate | undefined> {
  const { arn } = certificate
  // A young certificate that ACM does not know counts as new. One that is known to be deleted must
  // not count as new, so it is sorted out first.
  if (access.aws.inventory(claim.spec.region).wasRemoved(arn)) return undefined
  const { asOf, detail } = await ask(claim, arn, since, access)
  if (detail !== undefined) {
    // A certificate of another hostname is not ours: only a status that was edited by hand can name
    // its ARN.
    return detail.domainName === claim.spec.hostname ? live(certificate, detail, asOf) : undefined
  }
  const ageMs = access.clock.now() - certificate.createdAt
  const isYoung = ageMs >= 0 && ageMs < acmLagMs
  if (isYoung && !access.aws.acm(claim.spec.region).wasDeleted(arn))
    return { ...certificate, isNew: true, described: { asOf, inUseBy: [] } }
  await confirmGone(claim, { arn, asOf, zone: zonesOf(claim).alias }, access)
  forget(claim.spec.region, arn, access)
  return undefined
}

function live(
  certificate: SeenCertificate,
  { status, inUseBy, validationRecord, failureReason, renewal }: CertificateDetail,
  asOf: number
): SeenCertificate {
  const described = { asOf, inUseBy, ...defined({ validationRecord, failureReason, renewal }) }
  return { ...certificate, status, inUse: inUseBy.length > 0, described }
}

/**
 * Asks ACM about the certificate at most once per sync, unless a step needs an answer that is
 * fresher than the last one.
 */
async function ask(
  claim: DomainClaim,
  arn: string,
  since: number,
  { aws, clock, fence, descriptions }: AWSAccess
): Promise<Description> {
  const known = descriptions.get(arn)
  if (known !== undefined && known.asOf >= since) return known
  const asOf = clock.now()
  const callFence: Fence = isUrgent(claim) ? { ...fence, isUrgent: true } : fence
  const answer = aws.acm(claim.spec.region).describeCertificate(arn, callFence)
  const isFromStatus = arn === claim.status?.certificate?.arn
  const detail = await orMissing(isFromStatus ? orMalformed(answer) : answer)
  const description = { asOf, detail }
  descriptions.set(arn, description)
  return description
}

/**
 * Whether ACM has to describe the claim's certificate before others. The description of a new
 * certificate names its validation record, and only once that record is in place does ACM issue the
 * certificate, which takes minutes. The description of an issued certificate says who uses it. It
 * can wait, because Route 53 propagates the alias meanwhile.
 */
function isUrgent({ metadata, status }: DomainClaim): boolean {
  return (
    metadata.deletionTimestamp === undefined && status?.certificate?.status === 'PENDING_VALIDATION'
  )
}

/**
 * A malformed ARN can only come from a status that was edited by hand. No certificate has such an
 * ARN, so the answer is `undefined`.
 */
async function orMalformed<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (isMalformed(error)) return undefined
    throw error
  }
}

function forget(region: string, arn: string, { aws }: AWSAccess): void {
  aws.inventory(region).noteRemoved(arn)
  aws.noteTags(arn, undefined)
}
