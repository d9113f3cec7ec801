import type { Condition } from '../api/objects.ts'

const statuses: readonly unknown[] = ['True', 'False', 'Unknown']
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

/**
 * The conditions in a status that nobody has checked: those that are whole. What is broken is left out,
 * for copied into our own status it would make the API server refuse that.
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
    moment.test(lastTransitionTime)
  )
}
