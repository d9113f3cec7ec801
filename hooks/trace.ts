import { randomUUID } from 'node:crypto'

const traceparent =
  /^(?<version>[\da-f]{2})-(?<id>[\da-f]{32})-[\da-f]{16}-[\da-f]{2}(?<more>-.*)?$/

/**
 * The trace id of a request: from its `traceparent` header (https://www.w3.org/TR/trace-context/), or a
 * new one.
 */
export function traceID(header: string | readonly string[] | undefined): string {
  const { version, id, more } =
    traceparent.exec(typeof header === 'string' ? header : '')?.groups ?? {}
  // Version 00 ends after the flags, later ones may go on, and ff is none.
  const isValid = version !== 'ff' && !(version === '00' && more !== undefined)
  return id === undefined || !isValid || /^0+$/.test(id) ? newID() : id
}

/** 32 hex digits. Node keeps random bytes for many UUIDs in store; asked for by themselves, they cost 10 µs each time. */
function newID(): string {
  return randomUUID().replaceAll('-', '')
}
