/** One HTTP request as it came over the wire, or out of the SDK's serialiser. */
export type WireRequest = {
  readonly method: string
  /** With the query string. */
  readonly path: string
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** One HTTP answer. */
export type WireResponse = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * @param headers - of a request, in any case
 * @param name - in lower case
 * @returns the header's value, undefined if absent
 */
export function headerOf(
  headers: Readonly<Record<string, string>>,
  name: string
): string | undefined {
  const direct = headers[name]
  if (direct !== undefined) return direct
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
}
