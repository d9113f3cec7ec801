import type { Tags } from '../../aws/acm.ts'
import type { Reason } from '../../conditions/reasons.ts'
import type { RecordChange } from '../../dns/records.ts'
import type { ZoneRef } from '../../dns/zone-ref.ts'
import type { Look } from '../observe/observation.ts'

/** A change to AWS, in the words of the domain. `act` is the only place that carries these out. */
export type Action =
  | { do: 'requestCertificate'; hostname: string; token: string; tags: Tags }
  | { do: 'deleteCertificate'; arn: string }
  | { do: 'removeTags'; arn: string; keys: readonly string[] }
  | { do: 'changeRecords'; what: 'validation' | 'alias'; zone: ZoneRef; change: RecordChange }

/** Where one step stands, and what it takes to get on. */
export type Outcome =
  | { is: 'done'; message: string; reason?: Reason; actions?: readonly Action[] }
  | { is: 'acting'; actions: readonly Action[]; reason: Reason; message: string }
  /** Without `askAgainAfter` (seconds) it waits for another step or for the pool, which bring about the next sync. */
  | {
      is: 'waiting'
      reason: Reason
      message: string
      askAgainAfter?: number
      /** Then, and not at the next tick. */
      exactly?: true
      actions?: readonly Action[]
    }
  | {
      is: 'failed'
      reason: Reason
      message: string
      askAgainAfter: number
      actions?: readonly Action[]
    }
  /** Nothing is concluded before that was looked at. */
  | { is: 'looking'; look: Look }

/** The step has nothing left to do. */
export function done(message: string, reason: Reason = 'Done'): Outcome {
  return { is: 'done', message, reason }
}

/** The step changes AWS now. */
export function acting(reason: Reason, message: string, actions: readonly Action[]): Outcome {
  return { is: 'acting', actions, reason, message }
}

/** The step waits for somebody; `askAgainAfter` in seconds. */
export function waiting(reason: Reason, message: string, askAgainAfter: number): Outcome {
  return { is: 'waiting', reason, message, askAgainAfter }
}

/** The step can do nothing before another step or the pool has got on; it asks nobody. */
export function waitingBehind(reason: Reason, message: string): Outcome {
  return { is: 'waiting', reason, message }
}

/** The step needs a person; `askAgainAfter` in seconds. */
export function failed(reason: Reason, message: string, askAgainAfter: number): Outcome {
  return { is: 'failed', reason, message, askAgainAfter }
}

/** The step has to look closer first. */
export function looking(subject: Look['subject'], since: number): Outcome {
  return { is: 'looking', look: { subject, since } }
}

/** The same outcome with further actions beside it. */
export function along(outcome: Outcome, actions: readonly Action[]): Outcome {
  if (outcome.is === 'looking' || actions.length === 0) return outcome
  return { ...outcome, actions: [...(outcome.actions ?? []), ...actions] }
}
