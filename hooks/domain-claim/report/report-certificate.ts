import type { CertificateStatus, DomainClaim } from '../../api/domain-claim.ts'
import { timestamp } from '../../conditions/conditions.ts'
import { defined } from '../../defined.ts'
import { attachedTo } from '../facts/attachment.ts'
import { currentCertificate, hasEnded, uncountedEnding } from '../facts/certificate.ts'
import type { Observation, SeenCertificate } from '../facts/observation.ts'
import { attemptsForgottenAfterMs } from '../facts/patience.ts'
import { failingRenewal, type RememberedRenewal } from '../facts/renewal.ts'
import { countRepair } from '../facts/repairs.ts'
import type { StepContext } from '../facts/step-context.ts'
import { rememberedValidation } from '../facts/validation-record.ts'
import type { SyncResult } from './sync-result.ts'
import { writtenBy } from './written.ts'

/** The status of the certificate after a sync; `undefined` while there never was a certificate. */
export function reportCertificate(
  claim: DomainClaim,
  { seen, results }: SyncResult,
  context: StepContext
): CertificateStatus | undefined {
  const last = claim.status?.certificate
  const current = currentCertificate(seen.certificates)
  const { requestedARN, validation: wrote } = writtenBy(results)
  const arn = requestedARN ?? current?.arn ?? last?.arn
  if (arn === undefined) return last
  const isDeleted = claim.metadata.deletionTimestamp !== undefined
  const status = requestedARN === undefined ? statusOf(arn, seen, last) : 'PENDING_VALIDATION'
  const requestedAt = requestedARN === undefined ? requestTimeOf(arn, last) : timestamp(context.now)
  const validationRecord = current?.described?.validationRecord ?? rememberedValidation(claim)
  return {
    arn,
    // How a certificate goes whose claim is being deleted is no news worth a write of the status.
    status: isDeleted && last?.arn === arn ? (last.status ?? status) : status,
    ...defined({ requestedAt }),
    ...reportEnding(claim, seen, current, context),
    ...defined({
      validationRecord,
      validation: wrote === true ? validationWritten(last, context) : last?.validation,
      renewal: current && renewalOf(claim, current, context),
      attachedTo: isDeleted ? last?.attachedTo : attachedTo(claim, current)
    })
  }
}

/** What to remember after the validation record was written. The first time is no repair. */
function validationWritten(
  last: CertificateStatus | undefined,
  { now }: StepContext
): CertificateStatus['validation'] {
  if (last?.validation === undefined) return { repairs: 0, repairedAt: timestamp(now) }
  return countRepair(last.validation, now)
}

/** The renewal that fails, within the lengths that the CRD allows. */
function renewalOf(
  claim: DomainClaim,
  current: SeenCertificate,
  { now }: StepContext
): RememberedRenewal | undefined {
  const renewal = failingRenewal(claim, current, now)
  if (renewal === undefined) return undefined
  const reason = renewal.reason?.slice(0, 256)
  return { status: renewal.status.slice(0, 64), ...defined({ reason }) }
}

function requestTimeOf(arn: string, last: CertificateStatus | undefined): string | undefined {
  return arn === last?.arn ? last.requestedAt : undefined
}

/**
 * Counts a certificate that has ended. While the claim is being deleted nothing is counted, because
 * its certificates are meant to go.
 */
function reportEnding(
  claim: DomainClaim,
  seen: Observation,
  current: SeenCertificate | undefined,
  context: StepContext
): Pick<CertificateStatus, 'attempts' | 'ended'> {
  const last = claim.status?.certificate
  const isDeleted = claim.metadata.deletionTimestamp !== undefined
  const ending = isDeleted ? undefined : uncountedEnding(claim, seen)
  const attempts = attemptsSoFar(last, current, context)
  if (ending === undefined) return { attempts, ...defined({ ended: lastEnding(last, current) }) }
  return { attempts: attempts + 1, ended: { ...ending, at: timestamp(context.now) } }
}

/**
 * How many certificates of the claim have ended so far: the number in the status, or the number in
 * the certificate's tags if that is higher. Endings of long ago are forgotten, so that years of
 * service do not use up the attempts.
 */
function attemptsSoFar(
  last: CertificateStatus | undefined,
  current: SeenCertificate | undefined,
  context: StepContext
): number {
  const { attempts = 0, ended, arn } = last ?? {}
  const isForgotten =
    ended !== undefined && context.now - Date.parse(ended.at) > attemptsForgottenAfterMs
  if (isForgotten && current?.arn !== ended.arn) return 0
  return current?.arn === arn ? attempts : Math.max(attempts, current?.attempt ?? 0)
}

/**
 * The last ending in the status. The pool never attaches a certificate whose ending the status
 * reports. So if that certificate is seen alive, the ending is dropped.
 */
function lastEnding(last: CertificateStatus | undefined, current: SeenCertificate | undefined) {
  const isSame = current !== undefined && current.arn === last?.ended?.arn
  return isSame && !hasEnded(current.status) ? undefined : last?.ended
}

function statusOf(arn: string, seen: Observation, last: CertificateStatus | undefined): string {
  const found = seen.certificates.find(certificate => certificate.arn === arn)
  if (found !== undefined) return found.status
  return seen.gone.includes(arn) ? 'NotFound' : (last?.status ?? 'PENDING_VALIDATION')
}
