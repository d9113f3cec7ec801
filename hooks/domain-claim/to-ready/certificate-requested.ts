import type { DomainClaim } from '../../api/domain-claim.ts'
import { advise } from '../../conditions/advise.ts'
import {
  currentCertificate,
  hasEnded,
  idempotencyToken,
  reasonOfEnding,
  retire,
  showEnding,
  tagsOf,
  uncountedEnding
} from '../facts/certificate.ts'
import { acting, along, done, failed, looking, type Outcome, waiting } from '../facts/outcome.ts'
import { mostAttempts, pauseAfter, restAfterMost } from '../facts/patience.ts'
import { lookFirst, preflight } from '../facts/preflight.ts'
import { isFresh, type Observation, type StepContext } from '../observe/observation.ts'

/** There is a certificate that is issued or on its way; what else this claim has of them goes. */
export function certificateRequested(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome {
  const chosen = currentCertificate(seen.certificates)
  const { arn: lost, ended } = claim.status?.certificate ?? {}
  const isLost = chosen === undefined && lost !== undefined && lost !== ended?.arn
  if (isLost && !seen.gone.includes(lost)) return looking('describe', context.now)
  const { outcome, actions } = retire(
    seen.certificates.filter(c => c !== chosen || hasEnded(c.status)),
    context
  )
  if (chosen !== undefined && !hasEnded(chosen.status))
    return outcome ?? along(done(chosen.arn), actions)
  const ending = uncountedEnding(claim, seen)
  // It is counted in the status before it goes: a claim that forgot would request for ever.
  if (ending !== undefined && chosen !== undefined && chosen.described === undefined)
    return looking('describe', context.now)
  if (ending !== undefined)
    return waiting(
      reasonOfEnding(ending.reason),
      `certificate ${ending.arn}: ${showEnding(ending)}`,
      1
    )
  return outcome ?? along(requestNext(claim, seen, context), actions)
}

/** How old (ms) the look at the records may be: a thousand requests shall share a few snapshots of a large zone. */
const seenWithin = 120_000

function requestNext(claim: DomainClaim, seen: Observation, context: StepContext): Outcome {
  const { attempts = 0, ended } = claim.status?.certificate ?? {}
  if (claim.spec.releasedAt !== undefined)
    return waiting('Released', `no request stands behind ${claim.spec.hostname} any more`, 300)
  const problem = preflight(claim, seen, context) ?? pauseOrEnd(attempts, ended, context)
  if (problem !== undefined) return problem
  // A listing from before would miss a certificate whose ARN was lost with a status.
  if (!isFresh(seen.certificatesAsOf, context, seen.certificatesSlack))
    return looking('certificates', context.now)
  const look = lookFirst(seen, context, seenWithin)
  if (look !== undefined) return look
  const { hostname } = claim.spec
  const action = {
    do: 'requestCertificate',
    hostname,
    token: idempotencyToken(claim.metadata.uid, attempts),
    tags: tagsOf(claim, context.cluster, attempts)
  } as const
  return acting('RequestingCertificate', `requesting a certificate for ${hostname}`, [action])
}

type Ended = NonNullable<NonNullable<DomainClaim['status']>['certificate']>['ended']

/** Growing pauses, and a ceiling, after certificates that came to nothing: an account has 5,000 requests a year. */
function pauseOrEnd(attempts: number, ended: Ended, context: StepContext): Outcome | undefined {
  if (ended === undefined) return undefined
  const endedAt = Date.parse(ended.at)
  const reason = reasonOfEnding(ended.reason)
  // What was once issued is replaced at once; what never was issued waits for somebody to mend the cause.
  const pause = pauseAfter(reason === 'CertificateFailed' ? attempts : attempts - 1)
  if (attempts >= mostAttempts && context.now < endedAt + restAfterMost) {
    const message = `${attempts} certificates have ended, the last with ${showEnding(ended)}; the next is requested at ${minuteOf(endedAt + restAfterMost)} UTC`
    const advised = advise('CertificateAttemptsExhausted', message)
    return failed(
      'CertificateAttemptsExhausted',
      advised,
      Math.ceil((endedAt + restAfterMost - context.now) / 1000)
    )
  }
  if (context.now >= endedAt + pause) return undefined
  const message = `certificate ${showEnding(ended)}, attempt ${attempts}; the next is requested at ${minuteOf(endedAt + pause)} UTC`
  return failed(reason, advise(reason, message), Math.ceil((endedAt + pause - context.now) / 1000))
}

function minuteOf(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ')
}
