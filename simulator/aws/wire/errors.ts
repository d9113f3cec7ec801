/** An error as AWS answers it: a code that programs read, a message that people read, an HTTP status. */
export type AwsError = Error & { readonly code: string; readonly status: number }

/**
 * @param code - as in AWS's API reference, such as `ResourceNotFoundException`
 * @param message - in AWS's own wording where that is publicly known
 * @param status - of HTTP; 400 is what AWS uses for nearly all
 * @returns the error, to be thrown
 */
export function awsError(code: string, message: string, status = 400): AwsError {
  return Object.assign(new Error(message), { name: code, code, status })
}

/** Whether an error is AWS's answer, as opposed to a mistake in this program. */
export function isAwsError(error: unknown): error is AwsError {
  return error instanceof Error && 'code' in error && 'status' in error
}

/** An error that stands for a connection that broke: nobody knows whether the request took effect. */
export type ConnectionLost = Error & { readonly code: 'ECONNRESET' }

/** @returns what a client sees when the connection breaks, as Node's own sockets report it */
export function connectionLost(): ConnectionLost {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' as const })
}

/** Whether this error asks the server to drop the connection without an answer. */
export function isConnectionLost(error: unknown): error is ConnectionLost {
  return error instanceof Error && 'code' in error && error.code === 'ECONNRESET'
}
