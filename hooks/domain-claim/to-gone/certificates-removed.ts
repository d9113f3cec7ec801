import type { DomainClaim } from '../../api/domain-claim.ts'
import { advise } from '../../conditions/advise.ts'
import { ourTagKeys } from '../facts/certificate.ts'
import { deletedAt, isRetained } from '../facts/deletion.ts'
import { type Action, acting, done, looking, type Outcome, waiting } from '../facts/outcome.ts'
import { quarterOfWait } from '../facts/patience.ts'
import { rememberedValidation } from '../facts/validation-record.ts'
import {
  isFresh,
  type Observation,
  type SeenCertificate,
  type StepContext
} from '../observe/observation.ts'

/** Waits until nobody uses the certificates, then deletes them; where they stay, takes our tags off. */
export function certificatesRemoved(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome {
  const since = deletedAt(claim, context)
  if (seen.certificatesAsOf < since) return looking('certificates', since)
  if (isLost(claim, seen)) return looking('describe', context.now)
  const ours = seen.certificates.filter(c => c.tagged !== false)
  const isNew = ours.find(c => c.isNew)
  if (isNew !== undefined)
    return waiting('Deleting', `ACM does not know ${isNew.arn} yet, which is new`, 5)
  return isRetained(claim)
    ? tagsRemoved(ours, context)
    : certificatesDeleted(claim, seen, ours, context)
}

/** The status names a certificate that no listing shows, and nobody has asked ACM for it. */
function isLost(claim: DomainClaim, { certificates, gone }: Observation): boolean {
  const arn = claim.status?.certificate?.arn
  return arn !== undefined && !gone.includes(arn) && !certificates.some(c => c.arn === arn)
}

function certificatesDeleted(
  claim: DomainClaim,
  seen: Observation,
  ours: readonly SeenCertificate[],
  context: StepContext
): Outcome {
  if (ours.length === 0) return done('no certificate of ours is left')
  const busy = ours.find(c => c.inUse)
  if (busy !== undefined) return inUse(claim, busy, context)
  if (ours.some(c => !isFresh(c.described?.asOf, context) || c.tagged === undefined))
    return looking('describe', context.now)
  // With the certificate goes the only other place that names its validation record.
  if (seen.validation !== undefined && rememberedValidation(claim) === undefined)
    return waiting('Deleting', 'noting the validation record before its certificate is deleted', 1)
  const arns = ours.map(c => c.arn)
  return acting(
    'Deleting',
    `deleting ${arns.join(', ')}`,
    arns.map(arn => ({ do: 'deleteCertificate', arn }))
  )
}

/** Long enough for our own load balancer to have let go; from then on it is worth asking who else has it. */
const usersAskedAfter = 60_000

function inUse(claim: DomainClaim, certificate: SeenCertificate, context: StepContext): Outcome {
  const since = deletedAt(claim, context)
  const { arn, described } = certificate
  if (context.now - since > usersAskedAfter && !isFresh(described?.asOf, context))
    return looking('describe', context.now)
  const users = [...(described?.inUseBy ?? [])].sort().join(', ').slice(0, 1000)
  const message =
    users === ''
      ? `waits until load balancers have let go of ${arn}`
      : advise('CertificateInUse', `${arn} is still used by ${users}`)
  return waiting('CertificateInUse', message, quarterOfWait(since, context.now))
}

function tagsRemoved(ours: readonly SeenCertificate[], context: StepContext): Outcome {
  if (ours.some(c => c.tagged === undefined)) return looking('describe', context.now)
  if (ours.length === 0) return done('certificates are kept, without our tags')
  const actions: Action[] = ours.map(({ arn }) => ({ do: 'removeTags', arn, keys: ourTagKeys }))
  return acting('Deleting', 'taking our tags off the certificates that stay', actions)
}
