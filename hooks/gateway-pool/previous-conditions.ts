import type { Condition } from '../api/objects.ts'
import { fieldOf } from './read-claims.ts'

/** The conditions of an observed status, for their times; entries of another form are left out. */
export function previousConditions(status: unknown): Condition[] {
  const conditions = fieldOf(status, 'conditions')
  return Array.isArray(conditions) ? conditions.filter(isCondition) : []
}

function isCondition(condition: unknown): condition is Condition {
  const fields = ['type', 'status', 'lastTransitionTime'].map(field => fieldOf(condition, field))
  return fields.every(field => typeof field === 'string')
}
