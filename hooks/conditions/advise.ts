import { longestMessage, type Problem } from './conditions.ts'
import { type Reason, reasons } from './reasons.ts'

/** The advice of reasons that ask for no action. */
const nothing = reasons.Ready.todo

/**
 * A message, followed by what the catalogue says to do about its reason. The message is for the
 * fact, the catalogue for the advice. A message that already ends with the advice stays as it is:
 * messages are copied from object to object, and nobody should read the advice twice.
 * @param maxLength most characters of the result: the fact is cut to leave room for the advice
 */
export function advise(reason: Reason, message: string, maxLength = longestMessage): string {
  const { todo } = reasons[reason]
  if (todo === nothing || message.endsWith(todo)) return message.slice(0, maxLength)
  const fact = message.replace(/\.$/, '').slice(0, maxLength - todo.length - '. '.length)
  return `${fact}. ${todo}`
}

/** One message for several problems: their facts by reason, and the advice for each reason once. */
export function adviseAll(problems: readonly Problem[]): string {
  const byReason = Map.groupBy(problems, ({ reason }) => reason)
  const messages = [...byReason].map(([reason, ofReason]) =>
    advise(reason, ofReason.map(({ message }) => message).join('; '))
  )
  return messages.join(' ')
}
