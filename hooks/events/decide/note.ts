import { isReason, reasons } from '../../conditions/reasons.ts'

/** The most bytes that the API server takes in the note of an event (events.k8s.io/v1). */
export const longestNote = 1024

/**
 * The note of an event about a condition: its message, and the advice that the catalogue has for
 * its reason. If both are too long, the fact is cut and the advice stays, because the advice is the
 * same everywhere and the whole fact is in the condition.
 */
export function noteOf(reason: string, message: string): string {
  const todo = isReason(reason) ? reasons[reason].todo : reasons.Ready.todo
  if (todo === reasons.Ready.todo) return cut(message, longestNote)
  if (message.includes(todo) && Buffer.byteLength(message) <= longestNote) return message
  const fact = message.replace(todo, '').trim().replace(/\.$/, '')
  const room = longestNote - Buffer.byteLength(`. ${todo}`)
  return `${cut(fact, room)}. ${todo}`
}

/** The beginning of the text in at most this many bytes, without half a character at its end. */
export function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text
  const start = Buffer.from(text).subarray(0, bytes - 3)
  return `${start.toString().replace(/\uFFFD+$/, '')}…`
}
