import type { DomainClaim } from '../../api/domain-claim.ts'
import { acmLagMs } from '../../aws/consistency.ts'
import { advise } from '../../conditions/advise.ts'
import type { Action } from '../facts/action.ts'
import { usersOf } from '../facts/attachment.ts'
import { ourTagKeys } from '../facts/certificate.ts'
import { deletedAt, isRetained } from '../facts/deletion.ts'
import type { Observation, SeenCertificate } from '../facts/observation.ts'
import { acting, done, looking, type Outcome, waiting } from '../facts/outcome.ts'
import { quarterOfWait } from '../facts/patience.ts'
import { isFresh, type StepContext } from '../facts/step-context.ts'
import { rememberedValidation } from '../facts/validation-record.ts'

/**
 * Waits until nothing uses the claim's certificates, and then deletes them. If they are retained,
 * this removes only our tags from them.
 */
export function certificatesRemoved(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome {
  const since = deletedAt(claim, context)
  if (seen.certificatesAsOf < since) return looking('certificates', since)
  // What a listing says of a certificate that was deleted since it was read says nothing.
  const { deletionAnsweredAt: answeredAt } = seen
  if (answeredAt !== undefined && seen.certificatesAsOf <= answeredAt)
    return looking('certificates', answeredAt + 1)
  if (isUnlisted(claim, seen)) return looking('describe', context.now)
  const ours = seen.certificates.filter(({ tagged }) => tagged !== false)
  const tooNew = ours.find(({ isNew }) => isNew)
  if (tooNew !== undefined)
    return waiting('Deleting', `${tooNew.arn} is new, and ACM does not know it yet`, 5)
  return isRetained(claim)
    ? tagsRemoved(ours, context)
    : certificatesDeleted(claim, seen, ours, context)
}

/**
 * Whether the status names a certificate that no listing shows, and for which ACM was not asked.
 */
function isUnlisted({ status }: DomainClaim, { certificates, gone }: Observation): boolean {
  const arn = status?.certificate?.arn
  if (arn === undefined || gone.includes(arn)) return false
  return !certificates.some(certificate => certificate.arn === arn)
}

/**
 * For how long (ms) after ACM has answered a deletion its listing may still show the certificate. A
 * claim that asked ACM at once would cost a call for each hostname.
 */
const listedAfterDeletionMs = 10_000

/**
 * Deletes the certificates. The first line that is true of any of them decides:
 *
 * | a certificate                                                    | outcome            |
 * |------------------------------------------------------------------|--------------------|
 * | was deleted by this process less than ten seconds ago            | waits              |
 * | is in use                                                        | waits              |
 * | has tags that were not read                                      | look: tags         |
 * | has to be described, see `hasToBeDescribed`, and was not lately  | look: describe     |
 * | has a validation record that the status does not name            | waits for the save |
 * | none of these                                                    | deletes them       |
 */
function certificatesDeleted(
  claim: DomainClaim,
  seen: Observation,
  ours: readonly SeenCertificate[],
  context: StepContext
): Outcome {
  if (ours.length === 0) return done('no certificate of ours is left')
  const { deletionAnsweredAt: answeredAt = Number.NEGATIVE_INFINITY } = seen
  const isLate = context.now - answeredAt >= listedAfterDeletionMs
  if (ours.some(({ isDeleted }) => isDeleted) && !isLate)
    return waiting('Deleting', "waits until ACM's listing shows the deletion", 2)
  const busy = ours.find(({ inUse, described }) => inUse || (described?.inUseBy.length ?? 0) > 0)
  if (busy !== undefined) return waitingForUsers(claim, busy, context)
  if (ours.some(({ tagged }) => tagged === undefined)) return looking('tags', context.now)
  const isUndescribed = ({ described }: SeenCertificate) => !isFresh(described?.asOf, context)
  if (ours.filter(isUndescribed).some(each => hasToBeDescribed(claim, each, context)))
    return looking('describe', context.now)
  // Only the certificate and the status name the validation record. If neither did, nobody could
  // remove the record. So it is saved in the status before its certificate is deleted.
  if (seen.validation !== undefined && rememberedValidation(claim) === undefined)
    return waiting('Deleting', 'saving the validation record before deleting its certificate', 1)
  const arns = ours.map(({ arn }) => arn)
  const actions: Action[] = arns.map(arn => ({ do: 'deleteCertificate', arn }))
  return acting('Deleting', `deleting ${arns.join(', ')}`, actions)
}

/**
 * Whether ACM has to describe a certificate before its deletion. The listing says whether it is in
 * use, and ACM refuses to delete a certificate in use. So to ask ACM for each certificate costs a
 * call, and protects nothing. It is asked if one of these holds:
 * - the status does not name the validation record, which only a description tells
 * - the certificate is so young that ACM may not know it yet, and would not delete it
 * - this process has deleted it, and it is still listed after ten seconds
 */
function hasToBeDescribed(
  claim: DomainClaim,
  { createdAt, isDeleted }: SeenCertificate,
  { now }: StepContext
): boolean {
  if (rememberedValidation(claim) === undefined || isDeleted) return true
  return now - createdAt < acmLagMs
}

/**
 * Our own load balancer usually releases the certificate within this time (ms) after the claim's
 * deletion. After this time, ACM is asked who still uses the certificate.
 */
const usersAskedAfterMs = 60_000

function waitingForUsers(
  claim: DomainClaim,
  certificate: SeenCertificate,
  context: StepContext
): Outcome {
  const since = deletedAt(claim, context)
  const { arn, described } = certificate
  const askAgainAfter = quarterOfWait(since, context.now)
  if (context.now - since <= usersAskedAfterMs)
    return waiting('Deleting', `waits until load balancers have released ${arn}`, askAgainAfter)
  if (!isFresh(described?.asOf, context)) return looking('describe', context.now)
  const users = usersOf(certificate).join(', ').slice(0, 1000)
  const message =
    users === ''
      ? `waits until load balancers have released ${arn}`
      : advise('CertificateInUse', `${arn} is still used by ${users}`)
  return waiting('CertificateInUse', message, askAgainAfter)
}

function tagsRemoved(ours: readonly SeenCertificate[], context: StepContext): Outcome {
  if (ours.some(({ tagged }) => tagged === undefined)) return looking('describe', context.now)
  if (ours.length === 0) return done('certificates are kept, without our tags')
  const actions: Action[] = ours.map(({ arn }) => ({ do: 'removeTags', arn, keys: ourTagKeys }))
  return acting('Deleting', 'removing our tags from the certificates that stay', actions)
}
