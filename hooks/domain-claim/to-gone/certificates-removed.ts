import type { DomainClaim } from '../../api/domain-claim.ts'
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

function certificatesDeleted(
  claim: DomainClaim,
  seen: Observation,
  ours: readonly SeenCertificate[],
  context: StepContext
): Outcome {
  if (ours.length === 0) return done('no certificate of ours is left')
  const busy = ours.find(({ inUse }) => inUse)
  if (busy !== undefined) return waitingForUsers(claim, busy, context)
  if (ours.some(certificate => !isKnown(certificate, context)))
    return looking('describe', context.now)
  // Only the certificate and the status name the validation record. If neither did, nobody could
  // remove the record. So it is saved in the status before its certificate is deleted.
  if (seen.validation !== undefined && rememberedValidation(claim) === undefined)
    return waiting('Deleting', 'saving the validation record before deleting its certificate', 1)
  const arns = ours.map(({ arn }) => arn)
  const actions: Action[] = arns.map(arn => ({ do: 'deleteCertificate', arn }))
  return acting('Deleting', `deleting ${arns.join(', ')}`, actions)
}

/** Whether ACM has described the certificate just now, and its tags were read. */
function isKnown({ described, tagged }: SeenCertificate, context: StepContext): boolean {
  return isFresh(described?.asOf, context) && tagged !== undefined
}

/**
 * Our own load balancer usually releases the certificate within this time (ms) after the claim's
 * deletion. After this time, ACM is asked who still uses the certificate.
 */
const usersAskedAfter = 60_000

function waitingForUsers(
  claim: DomainClaim,
  certificate: SeenCertificate,
  context: StepContext
): Outcome {
  const since = deletedAt(claim, context)
  const { arn, described } = certificate
  if (context.now - since > usersAskedAfter && !isFresh(described?.asOf, context))
    return looking('describe', context.now)
  const users = usersOf(certificate).join(', ').slice(0, 1000)
  const message =
    users === ''
      ? `waits until load balancers have released ${arn}`
      : advise('CertificateInUse', `${arn} is still used by ${users}`)
  return waiting('CertificateInUse', message, quarterOfWait(since, context.now))
}

function tagsRemoved(ours: readonly SeenCertificate[], context: StepContext): Outcome {
  if (ours.some(({ tagged }) => tagged === undefined)) return looking('describe', context.now)
  if (ours.length === 0) return done('certificates are kept, without our tags')
  const actions: Action[] = ours.map(({ arn }) => ({ do: 'removeTags', arn, keys: ourTagKeys }))
  return acting('Deleting', 'removing our tags from the certificates that stay', actions)
}
