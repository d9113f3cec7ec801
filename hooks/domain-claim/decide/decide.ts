import type { DomainClaim } from '../../api/domain-claim.ts'
import type { Action, Outcome } from '../facts/outcome.ts'
import type { Look, Observation, StepContext } from '../observe/observation.ts'
import { toGone } from '../to-gone/to-gone.ts'
import { toReady } from '../to-ready/to-ready.ts'

/** What one sync concludes from what it saw: a value that can be shown, compared and carried out. */
export type Decision = {
  /** The outcome of each step, in order. Going away, it ends with the first that is not done. */
  steps: readonly { step: string; outcome: Outcome }[]
  /** To look at before anything is concluded; then decide again. */
  looks: readonly Look[]
  actions: readonly Action[]
  /** Only when going away: nothing is left. */
  finished: boolean
}

/** Decides what a claim needs. Pure: the same claim, observation and context give the same decision. */
export function decide(claim: DomainClaim, seen: Observation, context: StepContext): Decision {
  return claim.metadata.deletionTimestamp === undefined
    ? decideToReady(claim, seen, context)
    : decideToGone(claim, seen, context)
}

function decideToReady(claim: DomainClaim, seen: Observation, context: StepContext): Decision {
  const steps = Object.entries(toReady).map(([step, look]) => ({
    step,
    outcome: look(claim, seen, context)
  }))
  return { ...collect(steps), finished: false }
}

function decideToGone(claim: DomainClaim, seen: Observation, context: StepContext): Decision {
  const steps: { step: string; outcome: Outcome }[] = []
  for (const [step, look] of Object.entries(toGone)) {
    const outcome = look(claim, seen, context)
    steps.push({ step, outcome })
    if (outcome.is !== 'done') return { ...collect(steps), finished: false }
  }
  return { ...collect(steps), finished: true }
}

function collect(steps: readonly { step: string; outcome: Outcome }[]) {
  const looks = steps.flatMap(({ outcome }) => (outcome.is === 'looking' ? [outcome.look] : []))
  // As long as something has to be looked at, nothing is done.
  const actions =
    looks.length > 0
      ? []
      : steps.flatMap(({ outcome }) => (outcome.is === 'looking' ? [] : (outcome.actions ?? [])))
  return { steps, looks, actions }
}
