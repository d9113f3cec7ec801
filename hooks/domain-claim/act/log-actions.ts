import type { DomainClaim } from '../../api/domain-claim.ts'
import type { AWSFailure } from '../../aws/failure.ts'
import { isWarning, type Reason } from '../../conditions/reasons.ts'
import type { Log } from '../../hook.ts'
import { describeAction } from '../facts/action.ts'
import type { Outcome } from '../facts/outcome.ts'
import type { SyncObserver } from './sync-observer.ts'

/**
 * Logs what a sync of the claim changes in AWS, and what AWS refuses. A call that was never sent
 * (failure kind `late`) is not logged: AWS has not refused it.
 */
export function logFor(claim: DomainClaim, log: Log): SyncObserver {
  const { hostname, requestRef } = claim.spec
  const request = { hostname, namespace: requestRef.namespace, name: requestRef.name }
  return {
    acted(result) {
      const { action } = result
      const fields = { ...request, action: action.do, what: describeAction(action) }
      if (result.ok) {
        const { arn, changeID } = result
        log.info({ ...fields, arn, changeID }, 'AWS changed')
      } else warn(log, { ...fields, ...causeOf(result.failure) }, 'AWS refused', result.failure)
    },
    concluded({ steps }) {
      for (const { outcome } of steps) {
        const isAlarming = 'reason' in outcome && isAboutExpiry(outcome.reason)
        if (isAlarming) log.warn({ ...request, ...reasonAndMessage(outcome) }, 'not renewed')
      }
    },
    couldNotLook(failure) {
      warn(log, { ...request, ...causeOf(failure) }, 'AWS not read', failure)
    }
  }
}

/** An alert can watch for these lines: a certificate was not renewed, or has expired. */
function isAboutExpiry(reason: Reason | undefined): boolean {
  return reason !== undefined && (reason === 'CertificateExpired' || isWarning(reason))
}

function reasonAndMessage(outcome: Outcome): object {
  return 'message' in outcome ? { reason: outcome.reason, what: outcome.message } : {}
}

function warn(log: Log, fields: object, message: string, { kind }: AWSFailure): void {
  if (kind !== 'late') log.warn(fields, message)
}

function causeOf({ operation, code, message }: AWSFailure) {
  return { operation, code, error: message }
}
