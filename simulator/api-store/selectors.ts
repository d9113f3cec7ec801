import type { Labels } from './objects.ts'

/** A label selector as Kubernetes writes it. An empty or absent selector matches everything. */
export type LabelSelector = {
  matchLabels?: Labels
  matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[]
}

/**
 * Whether labels match a selector.
 * @throws if the selector has an operator that Kubernetes does not know
 */
export function matchesSelector(selector: LabelSelector | undefined, labels: Labels = {}): boolean {
  for (const [key, value] of Object.entries(selector?.matchLabels ?? {}))
    if (labels[key] !== value) return false
  const expressions = selector?.matchExpressions ?? []
  return expressions.every(expression => matchesExpression(expression, labels))
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
      // An object without the label matches too.
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    default:
      throw new Error(`"${operator}" is not a valid label selector operator`)
  }
}
