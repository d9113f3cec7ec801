/**
 * Why something could not be read.
 * - missing: the API server answered that it does not exist
 * - denied: the user or service account may not read it
 * - unreachable: no usable answer came
 */
export type FailureKind = 'missing' | 'denied' | 'unreachable'

/** A reading of the Kubernetes API that failed. The message says why, in one line. */
export class ReadFailure extends Error {
  override name = 'ReadFailure'
  readonly kind: FailureKind

  constructor(kind: FailureKind, message: string) {
    super(message)
    this.kind = kind
  }
}

/** What an HTTP status of the API server means; `undefined` if it is no failure. */
export function failureOfStatus(status: number): FailureKind | undefined {
  if (status >= 200 && status < 300) return undefined
  if (status === 404) return 'missing'
  return status === 401 || status === 403 ? 'denied' : 'unreachable'
}
