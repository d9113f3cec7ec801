import type { Condition } from '../../api/objects.ts'
import { awaitedFor } from '../../conditions/awaited.ts'
import { isReason } from '../../conditions/reasons.ts'
import { splitAdvice } from '../../conditions/split-advice.ts'
import type { Advice } from './story.ts'

/**
 * What a condition says, as a fact and as what to do about it. Both are the words of the condition,
 * so that nobody reads one thing here and another thing there. A reason of another version of the
 * hooks has no entry in the catalogue; then the message is all that is known.
 */
export function adviceOf({ reason, message, lastTransitionTime: since }: Condition): Advice {
  if (!isReason(reason)) {
    const todo = 'Read the message: this version of the command does not know the reason.'
    return { reason, fact: message, todo, awaited: 'nobody', since }
  }
  return { reason, ...splitAdvice(reason, message), awaited: awaitedFor(reason), since }
}
