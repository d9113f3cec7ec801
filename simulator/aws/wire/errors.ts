/** An error of AWS: a code for programs, a message for people, an HTTP status. */
export type AwsError = Error & { readonly code: string; readonly status: number }

/**
 * @param code - a code of AWS's API reference, such as `ResourceNotFoundException`
 * @param message - the text that AWS itself answers, if it is publicly known
 * @param status - the HTTP status; AWS uses 400 for nearly all errors
 */
export function awsError(code: string, message: string, status = 400): AwsError {
  return Object.assign(new Error(message), { name: code, code, status })
}

/** Whether an error is an answer that AWS gives, and not a bug in the embedded AWS. */
export function isAwsError(error: unknown): error is AwsError {
  return error instanceof Error && 'code' in error && 'status' in error
}

/**
 * The error of a connection that broke. The client does not know whether its request took effect.
 */
export type ConnectionLost = Error & { readonly code: 'ECONNRESET' }

/** @returns the error that Node's sockets report when a connection breaks */
export function connectionLost(): ConnectionLost {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' as const })
}

/** Whether an error tells the server to drop the connection without an answer. */
export function isConnectionLost(error: unknown): error is ConnectionLost {
  return error instanceof Error && 'code' in error && error.code === 'ECONNRESET'
}
