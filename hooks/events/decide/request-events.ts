import type { Condition, KubernetesObject } from '../../api/objects.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import type { NewEvent } from './new-event.ts'
import { refTo } from './refs.ts'
import { stepsDone, summaryChanged } from './transitions.ts'

/**
 * What happened to a request: the steps that are done, and what Ready says.
 * @param before the conditions that were told last
 * @param status the status of the hook's answer
 */
export function requestEvents(
  request: KubernetesObject,
  before: readonly Condition[],
  status: unknown
): NewEvent[] {
  const change = { regarding: refTo(request), before, after: readConditions(status) }
  return [...stepsDone(change, type => type !== 'Claimed'), ...summaryChanged(change, 'Ready')]
}
