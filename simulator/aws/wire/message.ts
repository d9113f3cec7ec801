/** An HTTP request. It comes from a socket or, without a socket, from the SDK. */
export type WireRequest = {
  readonly method: string
  /** Includes the query string. */
  readonly path: string
  /** The names are in any case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An HTTP response. */
export type WireResponse = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * @param headers - the headers of a request; their names are in any case
 * @param name - the name of a header in lower case
 * @returns the header's value, `undefined` if the request does not have the header
 */
export function headerOf(
  headers: Readonly<Record<string, string>>,
  name: string
): string | undefined {
  const direct = headers[name]
  if (direct !== undefined) return direct
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
}
