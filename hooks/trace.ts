import { randomBytes } from 'node:crypto'

const traceparent = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}/

/**
 * The trace id of a request: from its `traceparent` header (https://www.w3.org/TR/trace-context/), or a
 * new one.
 */
export function traceID(header: string | readonly string[] | undefined): string {
  const match = traceparent.exec(typeof header === 'string' ? header : '')
  const [, id] = match ?? []
  return id === undefined || /^0+$/.test(id) ? randomBytes(16).toString('hex') : id
}
