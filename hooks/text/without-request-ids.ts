/**
 * AWS's words without the id of the request. The id changes with every try, and each change of a
 * message would be written to the status of every object that shows it.
 */
export function withoutRequestIDs(message: string): string {
  return message.replace(/[,;]?\s*\(?request ?id:?\s*[\w-]+\)?/gi, '')
}
