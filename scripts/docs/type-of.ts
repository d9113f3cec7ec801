import type { StructuralSchema } from '../crds.ts'
import { code } from './markdown.ts'

/** The keywords of a schema that bound a value. */
type Bounds = {
  enum?: readonly string[]
  format?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
}

/** The type of a field in words, with its bounds: `integer, 1 to 62`. */
export function typeOf(schema: StructuralSchema): string {
  const { enum: values, format, minimum, maximum } = schema as Bounds
  if (values) return values.map(value => code(`${value}`)).join(', ')
  if (schema.type === 'array') return listOf(schema)
  if (schema.additionalProperties) return `map of ${typeOf(schema.additionalProperties)}`
  if (format === 'date-time') return 'time'
  const range = rangeOf(minimum, maximum)
  return `${schema.type}${range && `, ${range}`}${lengthOf(schema)}`
}

function listOf(schema: StructuralSchema): string {
  const { minItems, maxItems } = schema as Bounds
  const range = rangeOf(minItems, maxItems)
  const item = schema.items ? typeOf(schema.items) : 'value'
  return `list of ${item}${range && `; ${range} entries`}`
}

/** Only a length that a person could meet is worth a word. */
function lengthOf(schema: StructuralSchema): string {
  const { maxLength = Number.POSITIVE_INFINITY } = schema as Bounds
  return maxLength <= 64 ? `, at most ${maxLength} characters` : ''
}

function rangeOf(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return `${least} to ${most}`
  if (least !== undefined) return `at least ${least}`
  return most === undefined ? '' : `at most ${most}`
}
