import type { Condition } from '../api/objects.ts'

const statuses: readonly unknown[] = ['True', 'False', 'Unknown']
const timeFormat = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

/**
 * Reads the complete conditions from an unchecked status. The API server would reject a status of
 * ours that contains an incomplete condition, so incomplete conditions are left out.
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
