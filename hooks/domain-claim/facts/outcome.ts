import type { DomainClaim } from '../../api/domain-claim.ts'
import type { Reason } from '../../conditions/reasons.ts'
import type { Action } from './action.ts'
import type { Look, Observation } from './observation.ts'
import type { StepContext } from './step-context.ts'

/** One step of a claim: a pure function that says, from what was seen, how far the step is. */
export type Step = (claim: DomainClaim, seen: Observation, context: StepContext) => Outcome

/** How far one step is, and what it needs to go on. */
export type Outcome =
  | { is: 'done'; message: string; reason?: Reason; actions?: readonly Action[] }
  | { is: 'acting'; actions: readonly Action[]; reason: Reason; message: string }
  | {
      is: 'waiting'
      reason: Reason
      message: string
      /**
       * Seconds until the next sync. Absent when the step waits for another step or for the pool:
       * both cause the next sync.
       */
      askAgainAfter?: number
      /**
       * Present if the next sync has to come after exactly `askAgainAfter`, and not at the nearest
       * tick.
       */
      exactly?: true
      actions?: readonly Action[]
    }
  | {
      is: 'failed'
      reason: Reason
      message: string
      /** Seconds. */
      askAgainAfter: number
      actions?: readonly Action[]
    }
  /** The step concludes nothing before this look was made. */
  | { is: 'looking'; look: Look }

/** The step has nothing left to do. */
export function done(message: string, reason: Reason = 'Done'): Outcome {
  return { is: 'done', message, reason }
}

/** The step changes AWS now. */
export function acting(reason: Reason, message: string, actions: readonly Action[]): Outcome {
  return { is: 'acting', actions, reason, message }
}

/**
 * The step writes records now, or waits a moment until the API server has the status from which on
 * the claim keeps its hosted zones.
 */
export function writingRecords(
  reason: Reason,
  message: string,
  actions: readonly Action[],
  { keepsZones }: StepContext
): Outcome {
  return keepsZones ? acting(reason, message, actions) : waiting(reason, message, 1)
}

/** The step waits for AWS or for a person; `askAgainAfter` is in seconds. */
export function waiting(reason: Reason, message: string, askAgainAfter: number): Outcome {
  return { is: 'waiting', reason, message, askAgainAfter }
}

/** The step waits for another step or for the pool. It asks for no sync of its own. */
export function waitingBehind(reason: Reason, message: string): Outcome {
  return { is: 'waiting', reason, message }
}

/** The step needs a person; `askAgainAfter` is in seconds. */
export function failed(reason: Reason, message: string, askAgainAfter: number): Outcome {
  return { is: 'failed', reason, message, askAgainAfter }
}

/** The step needs a fresher look first. */
export function looking(subject: Look['subject'], since: number): Outcome {
  return { is: 'looking', look: { subject, since } }
}

/** The same outcome with more actions. */
export function along(outcome: Outcome, actions: readonly Action[]): Outcome {
  if (outcome.is === 'looking' || actions.length === 0) return outcome
  return { ...outcome, actions: [...(outcome.actions ?? []), ...actions] }
}
