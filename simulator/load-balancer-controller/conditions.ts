import type { Condition } from './types.ts'

type NewCondition = Omit<Condition, 'lastTransitionTime'>

/**
 * Replaces those old conditions that have the type of a wanted one. The `lastTransitionTime` of a
 * condition changes only if the condition's status changes.
 * @param now - the present time in RFC 3339
 */
export function withConditions(
  old: readonly Condition[] | undefined,
  wanted: readonly NewCondition[],
  now: string
): readonly Condition[] {
  const kept = (old ?? []).filter(({ type }) => !wanted.some(condition => condition.type === type))
  const updated = wanted.map(condition => {
    const previous = old?.find(({ type }) => type === condition.type)
    const isSame = previous?.status === condition.status
    return { ...condition, lastTransitionTime: isSame ? previous.lastTransitionTime : now }
  })
  return [...updated, ...kept]
}
