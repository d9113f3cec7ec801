import type { Condition } from './types.ts'

type NewCondition = Omit<Condition, 'lastTransitionTime'>

/**
 * Puts conditions in place of those of the same type; the time moves only where the status changes.
 * `now` is RFC 3339.
 */
export function withConditions(
  old: readonly Condition[] | undefined,
  wanted: readonly NewCondition[],
  now: string
): readonly Condition[] {
  const kept = (old ?? []).filter(({ type }) => !wanted.some(condition => condition.type === type))
  const set = wanted.map(condition => {
    const before = old?.find(({ type }) => type === condition.type)
    const lastTransitionTime = before?.status === condition.status ? before.lastTransitionTime : now
    return { ...condition, lastTransitionTime }
  })
  return [...set, ...kept]
}
