import type { DomainClaim } from '../../api/domain-claim.ts'
import type { Reason } from '../../conditions/reasons.ts'
import type { Action } from '../facts/action.ts'
import {
  adviseOnEnding,
  currentCertificate,
  hasEnded,
  idempotencyToken,
  reasonOfEnding,
  retire,
  showEnding,
  tagsOf,
  uncountedEnding
} from '../facts/certificate.ts'
import type { Observation, SeenCertificate } from '../facts/observation.ts'
import { acting, along, done, failed, looking, type Outcome, waiting } from '../facts/outcome.ts'
import { mostAttempts, pauseAfter, restAfterMostMs } from '../facts/patience.ts'
import { minuteOf, overInWords } from '../facts/renewal.ts'
import { isFresh, type StepContext } from '../facts/step-context.ts'
import { wildcardProblem } from './hidden-names.ts'
import { lookFirst, preflight } from './preflight.ts'

/**
 * The step is done when the claim has a certificate that is issued or pending. The claim's other
 * certificates are deleted, once ACM says that nothing uses them.
 *
 * The status counts each certificate that has ended as an attempt.
 *
 * | current certificate      | named in the status    | outcome                             |
 * |--------------------------|------------------------|-------------------------------------|
 * | issued or pending        | any                    | done                                |
 * | ended, counted           | any                    | `requestNext`                       |
 * | ended, not described yet | any                    | look: describe                      |
 * | ended, described         | any                    | wait 1 s, until the status counts it |
 * | none                     | none                   | `requestNext`                       |
 * | none                     | ACM does not know it   | wait 1 s, until the status counts it |
 * | none                     | ACM was not asked      | look: describe                      |
 *
 * If a look is needed before other certificates can be deleted, the outcome is that look instead
 * of `done` or `requestNext`.
 */
export function certificateRequested(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome {
  const current = currentCertificate(seen.certificates)
  if (isMissingUnasked(claim, seen)) return looking('describe', context.now)
  const { outcome, actions } = retire(useless(seen.certificates, current), context)
  if (current !== undefined && !hasEnded(current.status))
    return outcome ?? along(done(current.arn), actions)
  const ending = uncountedEnding(claim, seen)
  if (ending === undefined) return outcome ?? along(requestNext(claim, seen, context), actions)
  // Only a description contains the reason of a failure.
  if (current !== undefined && current.described === undefined)
    return looking('describe', context.now)
  // A claim that lost count of its ended certificates would request new ones endlessly. So the
  // status counts the ending before the certificate is deleted.
  const fact = `certificate ${ending.arn}: ${showEnding(ending)}`
  const message = adviseOnEnding(claim.spec.hostname, ending, fact)
  return waiting(reasonOfEnding(ending.reason), message, 1)
}

/**
 * Whether the claim's certificate is missing from the listing, and ACM was not asked about it yet.
 * A certificate that the status counts as ended may be missing.
 */
function isMissingUnasked({ status }: DomainClaim, { certificates, gone }: Observation): boolean {
  const { arn, ended } = status?.certificate ?? {}
  if (certificates.length > 0 || arn === undefined || arn === ended?.arn) return false
  return !gone.includes(arn)
}

/** All certificates but the current one, which is useless only if it has ended. */
function useless(
  certificates: readonly SeenCertificate[],
  current: SeenCertificate | undefined
): readonly SeenCertificate[] {
  return certificates.filter(certificate => certificate !== current || hasEnded(certificate.status))
}

/**
 * A thousand requests have to share a few snapshots of a large zone. So the records may have been
 * seen this long before a certificate is requested.
 */
const recordsMaxAgeMs = 120_000

/**
 * Requests the next certificate.
 *
 * | what is the case, first match                         | outcome             |
 * |-------------------------------------------------------|---------------------|
 * | the claim is released                                 | waits for a request |
 * | the hostname cannot be served                         | the problem         |
 * | names would lose answers that no copy can keep        | the problem         |
 * | the last certificate has ended, its pause is not over | waits for the pause |
 * | the last certificate failed, and the share is used up | waits for the share |
 * | the listing is old                                    | look: certificates  |
 * | the records were seen too long ago                    | look: names         |
 * | none of these                                         | requests it         |
 */
function requestNext(claim: DomainClaim, seen: Observation, context: StepContext): Outcome {
  const { hostname, releasedAt } = claim.spec
  const { attempts = 0 } = claim.status?.certificate ?? {}
  if (releasedAt !== undefined)
    return waiting('Released', `no request asks for ${hostname} any more`, 300)
  const problem =
    preflight(claim, seen, context) ??
    wildcardProblem(claim, seen, context) ??
    pauseOrEnd(claim, seen, context) ??
    pauseForShare(claim, context)
  if (problem !== undefined) return problem
  // An old listing may not show a certificate whose ARN was lost with a status. The claim would
  // then request another certificate.
  if (!isFresh(seen.certificatesAsOf, context, seen.certificatesSlack))
    return looking('certificates', context.now)
  const look = lookFirst(seen, context, recordsMaxAgeMs)
  if (look !== undefined) return look
  const action: Action = {
    do: 'requestCertificate',
    hostname,
    token: idempotencyToken(claim.metadata.uid, attempts),
    tags: tagsOf(claim, context.cluster, attempts)
  }
  return acting('RequestingCertificate', `requesting a certificate for ${hostname}`, [action])
}

/**
 * An account may request 5,000 certificates a year. So a claim pauses before it requests its next
 * certificate, and each pause is longer than the one before. If a certificate failed, a person has
 * to correct the cause. If it expired, was revoked or is gone, no cause has to be corrected. The
 * claim then pauses as after one attempt less, so after the first attempt it does not pause.
 */
function pauseOrEnd(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome | undefined {
  const { spec, status } = claim
  const { attempts = 0, ended } = status?.certificate ?? {}
  if (ended === undefined) return undefined
  const pausedUntil = (time: number, reason: Reason, fact: string) => {
    const over = overInWords(claim, seen)
    const before = over === undefined ? '' : `${over}; `
    const message = `${before}${fact}; the next is requested at ${minuteOf(time)}`
    const advised = adviseOnEnding(spec.hostname, ended, message, reason)
    return failed(reason, advised, Math.ceil((time - context.now) / 1000))
  }
  const endedAt = Date.parse(ended.at)
  const restEnds = endedAt + restAfterMostMs
  if (attempts >= mostAttempts && context.now < restEnds) {
    const fact = `${attempts} certificates have ended, the last with ${showEnding(ended)}`
    return pausedUntil(restEnds, 'CertificateAttemptsExhausted', fact)
  }
  const reason = reasonOfEnding(ended.reason)
  const pauseEnds = endedAt + pauseAfter(reason === 'CertificateFailed' ? attempts : attempts - 1)
  if (context.now >= pauseEnds) return undefined
  return pausedUntil(pauseEnds, reason, `certificate ${showEnding(ended)}, attempt ${attempts}`)
}

/** Pauses before the next certificate while the namespace has used up its share. */
function pauseForShare({ spec, status }: DomainClaim, context: StepContext): Outcome | undefined {
  const { noRetryBefore } = spec
  const ended = status?.certificate?.ended
  if (ended === undefined || noRetryBefore === undefined || status?.readySince !== undefined)
    return undefined
  const time = Date.parse(noRetryBefore)
  if (reasonOfEnding(ended.reason) !== 'CertificateFailed' || !(time > context.now))
    return undefined
  const fact =
    `certificate ${showEnding(ended)}, and the namespace has used up its share of the ` +
    'certificates of a year'
  const message = `${fact}; the next is requested at ${minuteOf(time)}`
  const advised = adviseOnEnding(spec.hostname, ended, message, 'ShareUsedUp')
  return failed('ShareUsedUp', advised, Math.ceil((time - context.now) / 1000))
}
