import type { Condition } from '../api/objects.ts'
import { defined } from '../defined.ts'
import { progressOf } from './progress.ts'
import type { Reason } from './reasons.ts'

/** The most characters that the CRDs allow in the message of a condition. */
export const longestMessage = 32_768

/** Something that is not as it should be: a reason of the catalogue, and the fact in words. */
export type Problem = { reason: Reason; message: string }

/** A condition without its `lastTransitionTime`, which `toConditions` adds. */
export type Finding = Problem & { type: string; status: 'True' | 'False' | 'Unknown' }

/**
 * Writes a time as Kubernetes does: RFC 3339, whole seconds, UTC.
 * @param now milliseconds since the epoch
 */
export function timestamp(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19)}Z`
}

/**
 * Turns findings into conditions, in the same order. If Ready is among them and not True, a last
 * condition follows: Reconciling or Stalled. `lastTransitionTime` changes only when the status of
 * the condition changes, as the Kubernetes API conventions ask. So a sync that finds nothing new
 * returns the same bytes as the sync before.
 */
export function toConditions(
  findings: readonly Finding[],
  previous: readonly Condition[] | undefined,
  generation: number | undefined,
  now: number
): Condition[] {
  return [...findings, ...progressOf(findings)].map(({ type, status, reason, message }) => {
    const before = conditionOf(previous, type)
    const lastTransitionTime =
      before?.status === status ? before.lastTransitionTime : timestamp(now)
    return {
      type,
      status,
      reason,
      message: message.slice(0, longestMessage),
      lastTransitionTime,
      ...defined({ observedGeneration: generation })
    }
  })
}

/** The condition of this type; `undefined` when there is none. */
export function conditionOf(
  conditions: readonly Condition[] | undefined,
  type: string
): Condition | undefined {
  return conditions?.find(condition => condition.type === type)
}

/** Whether the condition of this type is True. */
export function isTrue(conditions: readonly Condition[] | undefined, type: string): boolean {
  return conditionOf(conditions, type)?.status === 'True'
}
