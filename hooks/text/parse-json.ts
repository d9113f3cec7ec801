/** Parses JSON that somebody else has written; `undefined` when it is not valid. */
export function parseJSON(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
