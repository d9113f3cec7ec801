import type { CertificateStatus, DomainClaim } from '../../api/domain-claim.ts'
import { timestamp } from '../../conditions/conditions.ts'
import { defined } from '../../defined.ts'
import { attachedTo } from '../facts/attachment.ts'
import { currentCertificate, hasEnded, uncountedEnding } from '../facts/certificate.ts'
import { attemptsForgottenAfter } from '../facts/patience.ts'
import { rememberedValidation } from '../facts/validation-record.ts'
import type { Observation, SeenCertificate, StepContext } from '../observe/observation.ts'
import type { SyncResult } from './report.ts'

/** The status of the certificate after a sync: undefined as long as there was none. */
export function reportCertificate(
  claim: DomainClaim,
  turn: SyncResult,
  context: StepContext
): CertificateStatus | undefined {
  const { seen } = turn
  const before = claim.status?.certificate
  const chosen = currentCertificate(seen.certificates)
  const requested = turn.results.find(r => r.ok && r.action.do === 'requestCertificate')
  const requestedARN = requested?.ok ? requested.arn : undefined
  const arn = requestedARN ?? chosen?.arn ?? before?.arn
  if (arn === undefined) return before
  // Going away, a certificate that is gone is what was wanted.
  const ending =
    claim.metadata.deletionTimestamp === undefined ? uncountedEnding(claim, seen) : undefined
  const attempts = attemptsSoFar(before, chosen, context) + (ending === undefined ? 0 : 1)
  const requestedAt =
    requestedARN === undefined
      ? arn === before?.arn
        ? before.requestedAt
        : undefined
      : timestamp(context.now)
  const validationRecord = chosen?.described?.validationRecord ?? rememberedValidation(claim)
  const balancer = attachedTo(claim, chosen)
  const ended =
    ending === undefined ? endedBefore(before, chosen) : { ...ending, at: timestamp(context.now) }
  return {
    arn,
    status: requestedARN === undefined ? statusOf(arn, seen, before) : 'PENDING_VALIDATION',
    ...defined({ requestedAt }),
    attempts,
    ...defined({ ended, validationRecord, attachedTo: balancer })
  }
}

/**
 * Certificates that have ended so far: what the status says, or, where it knows less, the tags. Those of
 * long ago are forgotten, so that years of service do not use up the attempts.
 */
function attemptsSoFar(
  before: CertificateStatus | undefined,
  chosen: SeenCertificate | undefined,
  context: StepContext
): number {
  const { attempts = 0, ended, arn } = before ?? {}
  if (
    ended !== undefined &&
    chosen?.arn !== ended.arn &&
    context.now - Date.parse(ended.at) > attemptsForgottenAfter
  )
    return 0
  return chosen?.arn === arn ? attempts : Math.max(attempts, chosen?.attempt ?? 0)
}

/** One that was taken for ended and is seen alive has not ended: the pool would never attach it again. */
function endedBefore(before: CertificateStatus | undefined, chosen: SeenCertificate | undefined) {
  const isAlive =
    chosen !== undefined && chosen.arn === before?.ended?.arn && !hasEnded(chosen.status)
  return isAlive ? undefined : before?.ended
}

function statusOf(arn: string, seen: Observation, before: CertificateStatus | undefined): string {
  const found = seen.certificates.find(c => c.arn === arn)
  if (found !== undefined) return found.status
  return seen.gone.includes(arn) ? 'NotFound' : (before?.status ?? 'PENDING_VALIDATION')
}
