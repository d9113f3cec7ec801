import type { Condition } from '../api/objects.ts'
import type { Reason } from './reasons.ts'

/** A condition before it has its times: what was seen now. */
export type Finding = {
  type: string
  status: 'True' | 'False' | 'Unknown'
  reason: Reason
  message: string
}

/** Kubernetes' time format: RFC 3339, whole seconds, UTC. `now` in milliseconds since the epoch. */
export function timestamp(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19)}Z`
}

/**
 * Findings as conditions, in their order: lastTransitionTime moves only when the status of that type
 * changes (Kubernetes API conventions), so that the same findings give the same bytes.
 */
export function toConditions(
  findings: readonly Finding[],
  previous: readonly Condition[] | undefined,
  generation: number | undefined,
  now: number
): Condition[] {
  return findings.map(({ type, status, reason, message }) => {
    const before = previous?.find(c => c.type === type)
    const lastTransitionTime =
      before?.status === status ? before.lastTransitionTime : timestamp(now)
    const observed = generation === undefined ? {} : { observedGeneration: generation }
    return {
      type,
      status,
      reason,
      message: message.slice(0, 32768),
      lastTransitionTime,
      ...observed
    }
  })
}

/** The condition of that type, if there is one. */
export function conditionOf(
  conditions: readonly Condition[] | undefined,
  type: string
): Condition | undefined {
  return conditions?.find(c => c.type === type)
}

/** Whether the condition of that type is True. */
export function isTrue(conditions: readonly Condition[] | undefined, type: string): boolean {
  return conditionOf(conditions, type)?.status === 'True'
}
