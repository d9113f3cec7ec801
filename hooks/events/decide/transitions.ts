import type { Condition } from '../../api/objects.ts'
import { conditionOf, isTrue } from '../../conditions/conditions.ts'
import { isOfStep } from '../../conditions/progress.ts'
import { isWarning } from '../../conditions/reasons.ts'
import type { EventAction, NewEvent, ObjectRef } from './new-event.ts'
import { noteOf } from './note.ts'
import { typeFor } from './worth-telling.ts'

/** The conditions of one object, as they were told before and as they are now. */
export type Change = {
  regarding: ObjectRef
  before: readonly Condition[]
  after: readonly Condition[]
}

/**
 * The steps that are done now and were not done before.
 *
 * | before                  | now                  | told                             |
 * |-------------------------|----------------------|----------------------------------|
 * | not True, or absent     | True                 | Normal, the type of the step     |
 * | Unknown, AWS is silent  | True                 | nothing: it was only not visible |
 * | True                    | True, another reason | Warning, if the reason warns     |
 * | the object was Ready    | True, absent before  | nothing: the step is new         |
 * | no step was done        | all done, Ready      | only Accepted: nothing was made  |
 *
 * @param told which steps are told
 */
export function stepsDone(
  { regarding, before, after }: Change,
  told: (type: string) => boolean
): NewEvent[] {
  const wasReady = isTrue(before, 'Ready')
  const isTakenOver = isTrue(after, 'Ready') && !before.some(({ status }) => status === 'True')
  return after.filter(isOfStep).flatMap(now => {
    if (now.status !== 'True' || !told(now.type)) return []
    if (isTakenOver && now.type !== 'Accepted') return []
    const last = conditionOf(before, now.type)
    if (isWarning(now.reason) && last?.reason !== now.reason)
      return [eventOn(regarding, now, { type: 'Warning', reason: now.reason })]
    const isNew = last === undefined ? !wasReady : last.status !== 'True' && !wasUnseen(last)
    return isNew ? [eventOn(regarding, now, { type: 'Normal', reason: now.type })] : []
  })
}

/** Whether the step was not done only because AWS did not show it. */
function wasUnseen({ status, reason }: Condition): boolean {
  return status === 'Unknown' && (reason === 'AWSUnavailable' || reason === 'AWSThrottled')
}

/**
 * What a summary condition, such as Ready, says now and did not say before.
 *
 * | before            | now                          | told                               |
 * |-------------------|------------------------------|------------------------------------|
 * | not True          | True                         | Normal, the reason                 |
 * | True              | not True                     | Warning (Deleting: Normal), reason |
 * | not True, absent  | not True, another reason     | the reason, if it is worth telling |
 * | the same reason   | the same reason              | nothing                            |
 */
export function summaryChanged({ regarding, before, after }: Change, type: string): NewEvent[] {
  const last = conditionOf(before, type)
  const now = conditionOf(after, type)
  if (now === undefined) return []
  if (last?.status === now.status && last.reason === now.reason) return []
  if (now.status === 'True')
    return last?.status === 'True'
      ? []
      : [eventOn(regarding, now, { type: 'Normal', reason: now.reason })]
  const { reason } = now
  if (last?.reason === reason && last.status !== 'True') return []
  const usual = typeFor(reason)
  const told = last?.status === 'True' && reason !== 'Deleting' ? 'Warning' : usual
  return told === undefined ? [] : [eventOn(regarding, now, { type: told, reason })]
}

function eventOn(
  regarding: ObjectRef,
  condition: Condition,
  { type, reason }: Pick<NewEvent, 'type' | 'reason'>
): NewEvent {
  const note = noteOf(condition.reason, condition.message)
  return { type, reason, action: actionOf(condition), note, regarding }
}

function actionOf({ type, reason }: Condition): EventAction {
  if (reason === 'Deleting' || reason === 'CertificateInUse') return 'Remove'
  return type === 'Accepted' ? 'Admit' : 'Provision'
}
