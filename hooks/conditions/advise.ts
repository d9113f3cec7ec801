import { longestMessage, type Problem } from './conditions.ts'
import { type Reason, reasons } from './reasons.ts'

/** The advice of reasons that ask for no action. */
const nothing = reasons.Ready.todo

/**
 * Appends the advice of the catalogue for this reason to a message that states the fact. Messages
 * are copied from object to object, and nobody should read the same advice twice. So a message that
 * already ends with the advice does not get it again.
 * @param maxLength the most characters of the result; the fact is cut so that the advice fits
 */
export function advise(reason: Reason, message: string, maxLength = longestMessage): string {
  const { todo } = reasons[reason]
  if (todo === nothing || message.endsWith(todo)) return message.slice(0, maxLength)
  const fact = message.replace(/\.$/, '').slice(0, maxLength - todo.length - '. '.length)
  return `${fact}. ${todo}`
}

/**
 * Makes one message of several problems. It groups the facts by reason, and gives the advice for
 * each reason once.
 */
export function adviseAll(problems: readonly Problem[]): string {
  const byReason = Map.groupBy(problems, ({ reason }) => reason)
  const messages = [...byReason].map(([reason, ofReason]) =>
    advise(reason, ofReason.map(({ message }) => message).join('; '))
  )
  return messages.join(' ')
}
