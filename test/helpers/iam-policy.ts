import type { Condition, Policy, Statement } from '../../hooks/commands/iam/policy.ts'

/** One call to AWS, as IAM sees it. */
export type IamCall = {
  /** Such as `acm:DeleteCertificate`. */
  action: string
  /** The ARN, or `*` for an action that takes no resource. */
  resource: string
  /** The values of each condition key that the call has. */
  context: Readonly<Record<string, readonly string[]>>
}

/**
 * Whether a policy allows a call: the part of IAM's evaluation that our policies need (IAM user
 * guide, Policy evaluation logic and Condition operators).
 * @throws for an operator that it does not know
 */
export function allows({ Statement: statements }: Policy, call: IamCall): boolean {
  return statements.some(statement => applies(statement, call))
}

function applies({ Action, Resource, Condition = {} }: Statement, call: IamCall): boolean {
  return (
    Action.includes(call.action) &&
    Resource.some(pattern => isLike(call.resource, pattern)) &&
    holds(Condition, call.context)
  )
}

function holds(condition: Condition, context: IamCall['context']): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      compare(operator, context[key] ?? [], [wanted].flat())
    )
  )
}

function compare(operator: string, values: readonly string[], wanted: readonly string[]): boolean {
  const isEqual = (value: string) => wanted.includes(value)
  const matches = (value: string) => wanted.some(pattern => isLike(value, pattern))
  switch (operator) {
    case 'StringEquals':
      return values.length > 0 && values.every(isEqual)
    case 'ForAllValues:StringEquals':
      return values.every(isEqual)
    case 'ForAllValues:StringLike':
      return values.every(matches)
    case 'Null':
      return wanted.includes(`${values.length === 0}`)
    default:
      throw new Error(`this evaluation does not know ${operator}`)
  }
}

/** IAM's patterns: `*` is any text, `?` any character. */
function isLike(value: string, pattern: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(value)
}
