import type { Condition } from '../../api/objects.ts'
import { conditionOf } from '../../conditions/conditions.ts'
import { isOfStep } from '../../conditions/progress.ts'
import { isReason, reasons } from '../../conditions/reasons.ts'
import { stepFacts } from '../../conditions/steps.ts'
import { defined } from '../../defined.ts'
import { secondsBetween } from '../terminal/durations.ts'
import type { StoryStep } from './story.ts'

/** What the steps are made of. */
export type StepSources = {
  /** Conditions of the request, or of the claim if there is no request. */
  conditions: readonly Condition[]
  /** Conditions of the claim of the request. Their times are the true ones. */
  ofClaim: readonly Condition[]
  /** When the hostname was asked for. */
  askedAt: string | undefined
  /** When the claim became Ready for the first time. */
  readySince: string | undefined
}

/**
 * The steps of a hostname, in the order of its conditions. The first step that is not done is the
 * present one. A request copies the conditions of its claim, and notes when it copied them. So the
 * times of the claim count where they are known.
 */
export function stepsOf({ conditions, ofClaim, askedAt, readySince }: StepSources): StoryStep[] {
  const all = conditions.filter(isOfStep)
  const now = all.find(({ status }) => status !== 'True')
  let before = askedAt
  return all.map(condition => {
    const { type, status, reason } = condition
    const at = (conditionOf(ofClaim, type) ?? condition).lastTransitionTime
    const facts = stepFacts(type) ?? { title: type, usualSeconds: 0 }
    const step = { step: type, ...facts }
    if (status !== 'True')
      return condition === now
        ? { ...step, state: presentState(reason), reason, at: later(at, before) }
        : { ...step, state: 'to come' }
    const tookSeconds = tookOf(before, at, readySince)
    before = later(at, before)
    return { ...step, state: 'done', reason, at, ...defined({ tookSeconds }) }
  })
}

function presentState(reason: string): 'now' | 'stuck' {
  return isReason(reason) && reasons[reason].stalls ? 'stuck' : 'now'
}

/** A step can be done before the step that precedes it: then it took no time of its own. */
function tookOf(before: string | undefined, at: string, readySince: string | undefined) {
  // Kubernetes cuts times to the second, so the first Ready can be a second before its last step.
  const isAgain = (secondsBetween(readySince, at) ?? 0) > 1
  const took = secondsBetween(before, at)
  return isAgain || took === undefined ? undefined : Math.max(0, took)
}

function later(a: string, b: string | undefined): string {
  return b !== undefined && b > a ? b : a
}
