import { Document, visit } from 'yaml'
import { isSteering, printableJSON } from './printable.ts'

/**
 * A value for programs: JSON or YAML. Characters that steer a terminal are escaped as the format
 * escapes them, so a program reads the value as it is.
 * @returns `undefined` for the formats that people read
 */
export function forPrograms(format: string | undefined, value: unknown): string | undefined {
  if (format === 'json') return asJSON(value)
  return format === 'yaml' ? asYAML(value) : undefined
}

/** A value as JSON, in lines. */
export function asJSON(value: unknown): string {
  return `${printableJSON(JSON.stringify(value, undefined, 2))}\n`
}

/**
 * Only a text in double quotes can have escapes, and these are those of JSON. A text that begins
 * with space is written wrongly as a block by the library.
 */
function needsQuotes(text: string): boolean {
  return isSteering(text) || /^\s/.test(text)
}

/**
 * Texts in double quotes stay in one line. In several lines, the library (yaml 2) writes a line of
 * spaces with a backslash too many.
 */
const doubleQuotedMinMultiLineLength = Number.POSITIVE_INFINITY

function asYAML(value: unknown): string {
  const document = new Document(value)
  visit(document, {
    Scalar: (_, scalar) => {
      const { value } = scalar
      if (typeof value === 'string' && needsQuotes(value)) scalar.type = 'QUOTE_DOUBLE'
    }
  })
  return printableJSON(document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength }))
}
