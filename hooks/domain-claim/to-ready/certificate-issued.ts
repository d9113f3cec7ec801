import type { DomainClaim } from '../../api/domain-claim.ts'
import { advise } from '../../conditions/advise.ts'
import { defined } from '../../defined.ts'
import { currentCertificate, hasEnded, reasonOfEnding, showEnding } from '../facts/certificate.ts'
import { done, looking, type Outcome, waiting, waitingBehind } from '../facts/outcome.ts'
import { quarterOfWait, since } from '../facts/patience.ts'
import type { Observation, SeenCertificate, StepContext } from '../observe/observation.ts'

/** Seconds between looks at a certificate that ACM takes long to issue: somebody has to mend the public DNS. */
const mostBetweenLooks = 300
const usuallyIssuedAfter = 180_000
const renewalDueBefore = 20 * 86_400_000

/** ACM has issued the certificate. */
export function certificateIssued(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): Outcome {
  const chosen = currentCertificate(seen.certificates)
  if (chosen === undefined) return waitingBehind('RequestingCertificate', 'waits for a certificate')
  if (hasEnded(chosen.status)) return describeEnding(chosen, context)
  if (chosen.status === 'ISSUED') return renewalState(chosen, context)
  const record = seen.validation?.record
  const awaited =
    record === undefined
      ? 'its validation record'
      : `the public DNS to answer ${record.name} CNAME ${record.value}`
  const asked = lookedAtAfter(since(claim, 'DNSValidated', context.now), context.now)
  return waiting(
    'ValidationPending',
    advise('ValidationPending', `ACM waits for ${awaited}`),
    asked
  )
}

/** In the minutes in which ACM usually issues, all who wait look at one listing at each tick. */
function lookedAtAfter(validSince: number, now: number): number {
  return now - validSince < usuallyIssuedAfter
    ? 5
    : quarterOfWait(validSince, now, mostBetweenLooks)
}

function describeEnding(chosen: SeenCertificate, context: StepContext): Outcome {
  const { described, status } = chosen
  // Only a description has the reason of a failure.
  if (described === undefined) return looking('describe', context.now)
  const { failureReason } = described
  const ending = showEnding({ reason: status, ...defined({ failureReason }) })
  return waitingBehind(reasonOfEnding(status), `ACM: ${ending}`)
}

function renewalState({ arn, notAfter }: SeenCertificate, context: StepContext): Outcome {
  if (notAfter === undefined || notAfter - context.now > renewalDueBefore)
    return done(`${arn} is issued`)
  const day = new Date(notAfter).toISOString().slice(0, 10)
  return done(
    `${arn} ends on ${day} and ACM has not renewed it: it needs the validation record in public DNS`,
    'RenewalOverdue'
  )
}
