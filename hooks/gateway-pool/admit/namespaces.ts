import { fieldOf } from '../../api/field-of.ts'
import type { LabelSelector } from '../../api/gateway-pool.ts'
import type { SeenDomain } from '../observe/read-pools.ts'

/**
 * Whether a domain admits a namespace.
 * @param labels the labels of the namespace, unchecked; `undefined` if they are not known
 */
export function admitsNamespace(
  { namespaces }: Pick<SeenDomain, 'namespaces'>,
  labels: unknown
): boolean {
  if (namespaces === undefined) return false
  const { from, selector } = namespaces
  if (from === 'All') return true
  return selector !== undefined && labels !== undefined && selects(selector, labels)
}

/**
 * Whether a label selector selects these labels. All parts of the selector must hold, so an empty
 * selector selects all labels.
 */
export function selects(selector: LabelSelector, labels: unknown): boolean {
  const equal = Object.entries(selector.matchLabels ?? {}).every(
    ([key, value]) => fieldOf(labels, key) === value
  )
  return equal && (selector.matchExpressions ?? []).every(expression => holds(expression, labels))
}

type Expression = NonNullable<LabelSelector['matchExpressions']>[number]

function holds({ key, operator, values }: Expression, labels: unknown): boolean {
  const value = fieldOf(labels, key)
  const isListed = typeof value === 'string' && (values ?? []).includes(value)
  switch (operator) {
    case 'In':
      return isListed
    case 'NotIn':
      return !isListed
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
  }
}

/** Describes the selector of a domain, for a message to a namespace that it does not select. */
export function inWords(selector: LabelSelector | undefined): string {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(
    ([key, value]) => `${key}=${value}`
  )
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values }) =>
    values === undefined ? `${key} ${operator}` : `${key} ${operator} (${values.join(', ')})`
  )
  return [...labels, ...expressions].join(', ') || 'none'
}
