import type { Labels } from './objects.ts'

/** A label selector as Kubernetes writes it. Empty or absent: everything. */
export type LabelSelector = {
  matchLabels?: Labels
  matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[]
}

/** Whether labels match a selector. Throws for an operator that Kubernetes does not know. */
export function matchesSelector(
  selector: LabelSelector | undefined,
  labels: Labels | undefined
): boolean {
  const has = labels ?? {}
  for (const [key, value] of Object.entries(selector?.matchLabels ?? {}))
    if (has[key] !== value) return false
  return (selector?.matchExpressions ?? []).every(expression => matchesExpression(expression, has))
}

function matchesExpression(
  { key, operator, values = [] }: { key: string; operator: string; values?: readonly string[] },
  labels: Labels
): boolean {
  const value = labels[key]
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      // an object without the label matches too
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    default:
      throw new Error(`"${operator}" is not a valid label selector operator`)
  }
}
