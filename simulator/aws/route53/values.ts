import { isIPv4, isIPv6 } from 'node:net'
import { nameProblem } from './names.ts'

/**
 * The most characters of one string in a TXT value, and of the whole value (developer guide,
 * "TXT").
 */
const longestString = 255
const longestValue = 4000

/**
 * @param type - the type of a record
 * @param value - one value of that record
 * @returns Route 53's error message, `undefined` if the value is valid
 */
export function valueProblem(type: string, value: string): string | undefined {
  const check = checks[type]
  const problem = check?.(value)
  return problem === undefined ? undefined : `Invalid Resource Record: '${problem}'`
}

const checks: Readonly<Record<string, (value: string) => string | undefined>> = {
  A: value =>
    isIPv4(value)
      ? undefined
      : fatal('ARRDATAIllegalIPv4Address', 'Value is not a valid IPv4 address', value),
  AAAA: value =>
    isIPv6(value)
      ? undefined
      : fatal('AAAARRDATAIllegalIPv6Address', 'Value is not a valid IPv6 address', value),
  CNAME: nameProblem,
  NS: nameProblem,
  TXT: textProblem,
  SPF: textProblem
}

function fatal(problem: string, words: string, value: string): string {
  return `FATAL problem: ${problem} (${words}) encountered with '${value}'`
}

/**
 * The problem of a TXT value. A TXT value consists of one or more strings in quotation marks, and a
 * quotation mark inside a string must be escaped.
 */
function textProblem(value: string): string | undefined {
  const strings = /^\s*"(?:[^"\\]|\\.)*"(?:\s+"(?:[^"\\]|\\.)*")*\s*$/.test(value)
    ? value.match(/"(?:[^"\\]|\\.)*"/g)
    : null
  if (strings === null)
    return fatal('InvalidCharacterString', 'Value should be enclosed in quotation marks', value)
  const tooLong =
    value.length > longestValue || strings.some(text => unescapedLength(text) > longestString)
  return tooLong ? fatal('CharacterStringTooLong', 'Value is too long', value) : undefined
}

/**
 * The length of a string without its quotation marks and escapes. An escape sequence has three
 * octal digits or one other character, and counts as one character.
 */
function unescapedLength(quoted: string): number {
  return quoted.slice(1, -1).replace(/\\([0-7]{3}|.)/g, '?').length
}
