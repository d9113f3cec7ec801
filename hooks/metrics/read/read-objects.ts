import { fieldOf } from '../../api/field-of.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { isReason } from '../../conditions/reasons.ts'
import type { ObjectGroups } from '../../wire/metacontroller.ts'

/** A condition as the labels of a metric: without message and times. */
export type ConditionLabels = { type: string; status: string; reason: string }

/** The objects of one kind, in whatever version Metacontroller has sent them. */
export function ofKind(groups: ObjectGroups, kind: string): readonly KubernetesObject[] {
  const names = Object.keys(groups).filter(name => name.startsWith(`${kind}.`))
  return names.flatMap(name => Object.values(groups[name] ?? {}))
}

/** The conditions of a status that may have any form. */
export function conditionsIn(status: unknown): readonly unknown[] {
  const conditions = fieldOf(status, 'conditions')
  return Array.isArray(conditions) ? conditions : []
}

/** The condition of this type; `undefined` when there is none. */
export function conditionIn(status: unknown, type: string): unknown {
  // In the path of every sync: it makes no function, and looks at one field of each condition.
  for (const condition of conditionsIn(status) as readonly ({ type?: unknown } | null)[])
    if (condition?.type === type) return condition
  return undefined
}

/** The labels of a condition, which may have any form. */
export function labelsOf(condition: unknown): ConditionLabels {
  return {
    type: textIn(condition, 'type'),
    status: statusOf(condition),
    reason: reasonOf(fieldOf(condition, 'reason'))
  }
}

/** The status of a condition; empty when there is no condition. */
export function statusOf(condition: unknown): string {
  const status = fieldOf(condition, 'status')
  return status === 'True' || status === 'False' || status === 'Unknown' ? status : ''
}

/**
 * A reason as a label. A status that was edited by hand, or written by another version of the
 * hooks, may have any reason. Those are `other`, so that there are no more series than reasons.
 */
export function reasonOf(reason: unknown): string {
  if (reason === undefined) return ''
  return isReason(reason) ? reason : 'other'
}

/** A time in Kubernetes' form, in ms since the epoch; `undefined` for anything else. */
export function timeIn(written: unknown): number | undefined {
  const time = typeof written === 'string' ? Date.parse(written) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

/** A number in a status; `undefined` for anything else. */
export function numberIn(object: unknown, field: string): number | undefined {
  const value = fieldOf(object, field)
  return typeof value === 'number' ? value : undefined
}

function textIn(object: unknown, field: string): string {
  const value = fieldOf(object, field)
  return typeof value === 'string' ? value : ''
}
