/**
 * Removes the id of the request from a message of AWS. The id changes with every try, and each
 * changed message would be written to the status of every object that shows it.
 */
export function withoutRequestIDs(message: string): string {
  return message.replace(/[,;]?\s*\(?request ?id:?\s*[\w-]+\)?/gi, '')
}
