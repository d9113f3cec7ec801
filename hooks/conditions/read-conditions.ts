import type { Condition } from '../api/objects.ts'

const statuses: readonly unknown[] = ['True', 'False', 'Unknown']
const timeFormat = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

/**
 * The complete conditions of an unchecked status. An incomplete condition is left out: if we copied
 * it into a status of ours, the API server would reject that status.
 */
export function readConditions(status: unknown): readonly Condition[] {
  const conditions = (status as { conditions?: unknown } | null | undefined)?.conditions
  return Array.isArray(conditions) ? conditions.filter(isCondition) : []
}

function isCondition(value: unknown): value is Condition {
  if (typeof value !== 'object' || value === null) return false
  const { type, status, reason, message, lastTransitionTime } = value as Record<string, unknown>
  if (typeof type !== 'string' || typeof reason !== 'string' || typeof message !== 'string')
    return false
  return (
    statuses.includes(status) &&
    typeof lastTransitionTime === 'string' &&
    timeFormat.test(lastTransitionTime)
  )
}
