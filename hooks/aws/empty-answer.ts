import { AWSFailure } from './failure.ts'

/**
 * If a proxy answers with an HTML page, or with an empty body and status 200, the SDK returns an
 * empty result. If the hooks took this for "nothing there", they would request a second
 * certificate, or let a claim go. So an answer that lacks a required field is this failure.
 */
export function emptyAnswer(operation: string): AWSFailure {
  const message = 'the answer lacks a required field, as if a proxy had answered'
  return new AWSFailure('unavailable', operation, 'EmptyAnswer', message)
}

/** Returns the value of a required field. @throws {AWSFailure} if the answer lacks the field */
export function required<T>(operation: string, value: T | undefined): T {
  if (value === undefined) throw emptyAnswer(operation)
  return value
}
