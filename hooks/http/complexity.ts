/**
 * The API server accepts no JSON that is nested more than 10,000 levels deep, and the schemas of
 * our kinds allow about 15. `JSON.stringify` overflows the stack at about 4,000 levels.
 */
const deepest = 500

/**
 * A hook request of Metacontroller has about 20 bytes for each value. Dense JSON such as `{},{},{}`
 * has three bytes for each value, and its parsed form needs twenty times the memory of the text.
 */
const bytesPerValue = 6

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const openingBracket = 0x5b
const closingBracket = 0x5d
const openingBrace = 0x7b
const closingBrace = 0x7d

/**
 * Reads JSON text without parsing it, and says why parsing it would keep the process busy. 64 MiB
 * of `[` take `JSON.parse` three seconds, and 64 MiB of `{},` six. This check takes about as long
 * as `JSON.parse` does for a usual body, so call it for large bodies only.
 * @returns the reason; `undefined` if the text may be parsed
 */
export function complexityProblem(text: Uint8Array): string | undefined {
  const mostValues = text.length / bytesPerValue
  let values = 0
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const byte = text[i]
    if (inString) {
      if (byte === backslash) i++
      else if (byte === quote) inString = false
      continue
    }
    switch (byte) {
      case quote:
        inString = true
        break
      case openingBracket:
      case openingBrace:
        values++
        depth++
        if (depth > deepest) return `the body is nested more than ${deepest} levels deep`
        break
      case closingBracket:
      case closingBrace:
        depth--
        break
      case comma:
        values++
        if (values > mostValues) return 'the body has too many values for its size'
    }
  }
  return undefined
}
