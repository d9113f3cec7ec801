import { AWSFailure } from './failure.ts'

/**
 * The failure of an answer that lacks a required field. A proxy's HTML page or an empty body with
 * status 200 becomes an empty result in the SDK. Taken for "nothing there", it would make the hooks
 * request a second certificate, or let a claim go.
 */
export function emptyAnswer(operation: string): AWSFailure {
  const message = 'the answer lacks a required field, as if a proxy had answered'
  return new AWSFailure('unavailable', operation, 'EmptyAnswer', message)
}

/** The value of a required field. @throws {AWSFailure} when the answer lacks the field */
export function required<T>(operation: string, value: T | undefined): T {
  if (value === undefined) throw emptyAnswer(operation)
  return value
}
