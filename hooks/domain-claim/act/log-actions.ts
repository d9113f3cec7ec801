import type { DomainClaim } from '../../api/domain-claim.ts'
import type { AWSFailure } from '../../aws/failure.ts'
import type { Log } from '../../hook.ts'
import type { SyncObserver } from '../sync.ts'
import { describeAction } from './describe-action.ts'

/**
 * Logs what a sync of the claim does to AWS, and what AWS refuses it. A call that our own budget had no place for was
 * never sent: it is nobody's refusal, and has its place in line.
 */
export function logFor(claim: DomainClaim, log: Log): SyncObserver {
  const { hostname, requestRef } = claim.spec
  const whose = { hostname, namespace: requestRef.namespace, name: requestRef.name }
  return {
    acted(result) {
      const fields = { ...whose, action: result.action.do, what: describeAction(result.action) }
      if (result.ok)
        log.info({ ...fields, arn: result.arn, changeID: result.changeID }, 'AWS changed')
      else warn(log, { ...fields, ...causeOf(result.failure) }, 'AWS refused', result.failure)
    },
    couldNotLook(failure) {
      warn(log, { ...whose, ...causeOf(failure) }, 'AWS not read', failure)
    }
  }
}

function warn(log: Log, fields: object, message: string, { kind }: AWSFailure): void {
  if (kind !== 'late') log.warn(fields, message)
}

function causeOf({ operation, code, message }: AWSFailure) {
  return { operation, code, error: message }
}
