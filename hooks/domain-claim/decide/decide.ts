import type { DomainClaim } from '../../api/domain-claim.ts'
import type { StepAction } from '../facts/action.ts'
import type { Look, Observation } from '../facts/observation.ts'
import type { Outcome, Step } from '../facts/outcome.ts'
import type { StepContext } from '../facts/step-context.ts'
import { toGone } from '../to-gone/to-gone.ts'
import { toReady } from '../to-ready/to-ready.ts'

/** What one sync concludes: a value that can be shown, compared and carried out. */
export type Decision = {
  /** The outcome of each step, in order. On a deletion, up to the first step that is not done. */
  steps: readonly StepOutcome[]
  /** Looks to make before anything is concluded. After them, decide again. */
  looks: readonly Look[]
  actions: readonly StepAction[]
  /** The claim is being deleted and nothing of it is left in AWS. */
  finished: boolean
}

type StepOutcome = { step: string; outcome: Outcome }

/** Steps by name, in their order. */
export type Steps = { readonly [name: string]: Step }

/**
 * Decides what a claim needs. Pure: the same claim, observation and context give the same decision.
 * @param steps the way of this claim: to Ready, or back when it is being deleted
 */
export function decide(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext,
  steps: Steps = wayOf(claim)
): Decision {
  const isDeleted = claim.metadata.deletionTimestamp !== undefined
  const outcomes: StepOutcome[] = []
  for (const [step, outcomeOf] of Object.entries(steps)) {
    const outcome = outcomeOf(claim, seen, context)
    outcomes.push({ step, outcome })
    // On the way back each step waits for the one before it.
    if (isDeleted && outcome.is !== 'done') return decisionOf(outcomes, false)
  }
  return decisionOf(outcomes, isDeleted)
}

function wayOf({ metadata }: DomainClaim): Steps {
  return metadata.deletionTimestamp === undefined ? toReady : toGone
}

/** No step acts while any step still needs a look. */
function decisionOf(steps: readonly StepOutcome[], finished: boolean): Decision {
  const looks = steps.flatMap(({ outcome }) => (outcome.is === 'looking' ? [outcome.look] : []))
  const actions = looks.length > 0 ? [] : steps.flatMap(actionsOf)
  return { steps, looks, actions, finished }
}

function actionsOf({ step, outcome }: StepOutcome): readonly StepAction[] {
  if (outcome.is === 'looking') return []
  return (outcome.actions ?? []).map(action => ({ ...action, step }))
}
