import { fieldOf } from '../../api/field-of.ts'
import type { LabelSelector, PoolDomain } from '../../api/gateway-pool.ts'

/** Whether a domain admits a namespace; its labels come from the API server, unchecked. */
export function admitsNamespace(domain: PoolDomain, labels: unknown): boolean {
  const { from, selector } = domain.namespaces
  if (from === 'All') return true
  return selector !== undefined && labels !== undefined && selects(selector, labels)
}

/** A label selector as Kubernetes means it: all its parts must hold; an empty one selects everything. */
export function selects(selector: LabelSelector, labels: unknown): boolean {
  const equal = Object.entries(selector.matchLabels ?? {}).every(
    ([key, value]) => fieldOf(labels, key) === value
  )
  return equal && (selector.matchExpressions ?? []).every(expression => holds(expression, labels))
}

type Expression = NonNullable<LabelSelector['matchExpressions']>[number]

function holds({ key, operator, values }: Expression, labels: unknown): boolean {
  const value = fieldOf(labels, key)
  const isOneOfThem = typeof value === 'string' && (values ?? []).includes(value)
  switch (operator) {
    case 'In':
      return isOneOfThem
    case 'NotIn':
      return !isOneOfThem
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
  }
}

/** The selector of a domain in words, for somebody who is not selected. */
export function inWords(selector: LabelSelector | undefined): string {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(
    ([key, value]) => `${key}=${value}`
  )
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values }) =>
    values === undefined ? `${key} ${operator}` : `${key} ${operator} (${values.join(', ')})`
  )
  return [...labels, ...expressions].join(', ') || 'none'
}
