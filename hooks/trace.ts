import { randomUUID } from 'node:crypto'

const traceparent =
  /^(?<version>[\da-f]{2})-(?<id>[\da-f]{32})-[\da-f]{16}-[\da-f]{2}(?<more>-.*)?$/

/**
 * The trace ID of a request, from its `traceparent` header (https://www.w3.org/TR/trace-context/).
 * If the header is missing or invalid, a new trace ID.
 */
export function traceID(header: string | readonly string[] | undefined): string {
  const { version, id, more } =
    traceparent.exec(typeof header === 'string' ? header : '')?.groups ?? {}
  // Version 00 ends after the flags, later versions may have more fields, and ff is not valid.
  const isValid = version !== 'ff' && !(version === '00' && more !== undefined)
  return id === undefined || !isValid || /^0+$/.test(id) ? newID() : id
}

/**
 * A new trace ID of 32 hex digits. It is made from a UUID, because Node keeps random bytes for many
 * UUIDs in advance. Each call of `randomBytes` would take 10 µs.
 */
function newID(): string {
  return randomUUID().replaceAll('-', '')
}
