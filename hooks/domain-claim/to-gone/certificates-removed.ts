import type { DomainClaim } from '../../api/domain-claim.ts'
import { advise } from '../../conditions/advise.ts'
import { ourTagKeys } from '../facts/certificate.ts'
import { deletedAt, isRetained } from '../facts/deletion.ts'
import { type Action, acting, done, looking, type Outcome, waiting } from '../facts/outcome.ts'
import { quarterOfWait } from '../facts/patience.ts'
import { rememberedValidation } from '../facts/validation-record.ts'
import { type Context, isFresh, type Observation, type SeenCertificate } from '../observe/observation.ts'

/** Waits until nobody uses the certificates, then deletes them; where they stay, takes our tags off. */
export function certificatesRemoved(claim: DomainClaim, seen: Observation, at: Context): Outcome {
  const since = deletedAt(claim, at)
  if (seen.certificatesAsOf < since) return looking('certificates', since)
  if (isLost(claim, seen)) return looking('describe', at.now)
  const ours = seen.certificates.filter(c => c.tagged !== false)
  const isNew = ours.find(c => c.isNew)
  if (isNew !== undefined) return waiting('Deleting', `ACM does not know ${isNew.arn} yet, which is new`, 5)
  return isRetained(claim) ? tagsRemoved(ours, at) : certificatesDeleted(claim, seen, ours, at)
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
  at: Context
): Outcome {
  if (ours.length === 0) return done('no certificate of ours is left')
  const busy = ours.find(c => c.inUse)
  if (busy !== undefined) return inUse(claim, busy, at)
  if (ours.some(c => !isFresh(c.described?.asOf, at) || c.tagged === undefined)) return looking('describe', at.now)
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

function inUse(claim: DomainClaim, certificate: SeenCertificate, at: Context): Outcome {
  const since = deletedAt(claim, at)
  const { arn, described } = certificate
  if (at.now - since > usersAskedAfter && !isFresh(described?.asOf, at)) return looking('describe', at.now)
  const users = [...(described?.inUseBy ?? [])].sort().join(', ').slice(0, 1000)
  const message =
    users === ''
      ? `waits until load balancers have let go of ${arn}`
      : advise('CertificateInUse', `${arn} is still used by ${users}`)
  return waiting('CertificateInUse', message, quarterOfWait(since, at.now))
}

function tagsRemoved(ours: readonly SeenCertificate[], at: Context): Outcome {
  if (ours.some(c => c.tagged === undefined)) return looking('describe', at.now)
  if (ours.length === 0) return done('certificates are kept, without our tags')
  const actions: Action[] = ours.map(({ arn }) => ({ do: 'removeTags', arn, keys: ourTagKeys }))
  return acting('Deleting', 'taking our tags off the certificates that stay', actions)
}
