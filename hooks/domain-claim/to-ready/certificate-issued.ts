import type { DomainClaim } from '../../api/domain-claim.ts'
import type { RenewalState } from '../../aws/acm.ts'
import { advise } from '../../conditions/advise.ts'
import { isTrue } from '../../conditions/conditions.ts'
import type { Reason } from '../../conditions/reasons.ts'
import { defined } from '../../defined.ts'
import {
  adviseOnEnding,
  currentCertificate,
  hasEnded,
  reasonOfEnding,
  showEnding
} from '../facts/certificate.ts'
import type { Observation, SeenCertificate } from '../facts/observation.ts'
import { done, looking, type Outcome, waiting, waitingBehind } from '../facts/outcome.ts'
import { quarterOfWait, since } from '../facts/patience.ts'
import { failingRenewal, minuteOf, overInWords, timeLeft } from '../facts/renewal.ts'
import type { StepContext } from '../facts/step-context.ts'
import { isWantedByACM } from '../facts/validation-record.ts'

/**
 * How long (ms) after its request a certificate is looked at first, while this process has not
 * learnt how long ACM takes. Scouts look sooner, for all others.
 */
const issuedAfterMs = 60_000
const scoutsLookAfterMs = 10_000

/** ACM's listings show for this long (ms) what was the case before. */
const listingLagMs = 3_000

/** ACM names the record, and we write it, within this time (ms) after the request. */
const recordWithinMs = 10_000

/** Until ACM is this late (ms), the certificate is looked at often. */
const hardlyLateMs = 20_000
const scoutsLookForMs = 180_000
const leastSecondsBetweenLooks = 5

/**
 * Most seconds between two syncs once ACM takes longer than usual. A person then has to repair the
 * public DNS, which takes time.
 */
const mostSecondsBetweenLooks = 300

/** ACM should have renewed a certificate this long before it expires. */
const renewalDueBeforeMs = 20 * 86_400_000

/** The step is done when ACM has issued the certificate, and while the certificate is valid. */
export function certificateIssued(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome {
  const certificate = currentCertificate(seen.certificates)
  if (certificate === undefined)
    return waitingBehind('RequestingCertificate', 'waits for a certificate')
  if (hasEnded(certificate.status)) return describeEnding(claim, certificate, context)
  if (certificate.status === 'ISSUED') return renewalState(claim, certificate, context)
  const record = seen.validation?.record
  const awaited =
    record === undefined
      ? 'its validation record'
      : `the public DNS to return ${record.name} CNAME ${record.value}`
  const over = overInWords(claim, seen)
  const reason = over === undefined ? 'ValidationPending' : 'CertificateExpired'
  const fact = `${over === undefined ? '' : `${over}; for the next certificate, `}ACM waits for`
  const seconds = secondsToNextLook(claim, certificate, seen, context)
  return waiting(reason, advise(reason, `${fact} ${awaited}`), seconds)
}

/**
 * Since when (ms) the validation record is there. It may have been written in this sync, hours
 * after the certificate was requested, and the condition does not say so yet.
 */
function recordThereSince(claim: DomainClaim, { validation }: Observation, now: number): number {
  const isThere = validation?.records.some(each => isWantedByACM(each, validation.record)) === true
  const isTold = isTrue(claim.status?.conditions, 'DNSValidated')
  return isThere && !isTold ? now : since(claim, 'DNSValidated', now)
}

/**
 * Looks when ACM has usually issued a certificate, and then often for a while: all claims that wait
 * share one listing. The longer ACM is late, the more rarely the claim looks.
 */
function secondsToNextLook(
  claim: DomainClaim,
  { createdAt }: SeenCertificate,
  seen: Observation,
  { now }: StepContext
): number {
  const { usualIssueMs, isScout } = seen
  const begins = Math.max(createdAt, recordThereSince(claim, seen, now) - recordWithinMs)
  const usual = usualIssueMs ?? (isScout === true ? scoutsLookAfterMs : issuedAfterMs)
  const expectedAt = begins + usual + listingLagMs
  if (now < expectedAt) return Math.max(leastSecondsBetweenLooks, (expectedAt - now) / 1000)
  const often = isScout === true ? scoutsLookForMs : hardlyLateMs
  if (now < expectedAt + often) return leastSecondsBetweenLooks
  return quarterOfWait(begins, now, mostSecondsBetweenLooks)
}

function describeEnding(
  { spec }: DomainClaim,
  { described, status }: SeenCertificate,
  context: StepContext
): Outcome {
  // Only a description contains the reason of a failure.
  if (described === undefined) return looking('describe', context.now)
  const { failureReason } = described
  const ending = { reason: status, ...defined({ failureReason }) }
  const message = adviseOnEnding(spec.hostname, ending, `ACM: ${showEnding(ending)}`)
  return waitingBehind(reasonOfEnding(status), message)
}

/**
 * The step stays done while the certificate is valid. If ACM does not renew it, the reason of the
 * condition warns.
 */
function renewalState(
  claim: DomainClaim,
  certificate: SeenCertificate,
  { now }: StepContext
): Outcome {
  const { arn, notAfter } = certificate
  if (notAfter === undefined) return done(`${arn} is issued`)
  if (notAfter <= now) {
    const message = advise('CertificateExpired', `${arn} EXPIRED since ${minuteOf(notAfter)}`)
    return waiting('CertificateExpired', message, mostSecondsBetweenLooks)
  }
  const expires = `${arn} expires on ${new Date(notAfter).toISOString().slice(0, 10)}`
  const left = timeLeft(notAfter, now)
  const renewal = failingRenewal(claim, certificate, now)
  if (renewal !== undefined) {
    const state = showEnding({ reason: renewal.status, ...reasonOfRenewal(renewal) })
    return warning('RenewalFailing', `${expires} and ACM cannot renew it (${state}): ${left}`)
  }
  return notAfter - now > renewalDueBeforeMs
    ? done(`${arn} is issued`)
    : warning('RenewalOverdue', `${expires} and ACM has not renewed it: ${left}`)
}

function reasonOfRenewal({ reason }: RenewalState): { failureReason?: string } {
  return defined({ failureReason: reason })
}

function warning(reason: Reason, fact: string): Outcome {
  return done(advise(reason, fact), reason)
}
