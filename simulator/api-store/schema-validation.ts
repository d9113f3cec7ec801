import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { isObject, type JsonObject } from './objects.ts'
import type { Schema } from './schema.ts'

/** Keywords that mean the same to ajv and to the API server; all others are dropped on the way. */
const sameMeaning = new Set(
  'type format title enum maximum minimum maxLength minLength pattern maxItems minItems uniqueItems multipleOf maxProperties minProperties required nullable'.split(
    ' '
  )
)

/** Checks a value against a schema; returns what is wrong in the API server's words, or nothing. */
export type SchemaCheck = (value: unknown) => readonly string[]

const ajv = makeAjv()

/** Compiles a structural schema. Throws where ajv cannot: a regular expression that JavaScript does not know, say. */
export function compileSchema(schema: Schema): SchemaCheck {
  const validate: ValidateFunction = ajv.compile(toJsonSchema(schema))
  return value => {
    if (validate(value)) return []
    return [...new Set((validate.errors ?? []).filter(isOwnError).map(describe))]
  }
}

/**
 * `duration` is Go's notation here, where ajv-formats means ISO 8601. Types may be missing (int-or-string)
 * and Go's regular expressions escape more than JavaScript's `u` flag allows.
 */
function makeAjv(): Ajv {
  const made = new Ajv({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    unicodeRegExp: false,
    useDefaults: false,
    coerceTypes: false,
    removeAdditional: false,
    verbose: true
  })
  addFormats.default(made)
  made.addFormat('duration', /^-?(0|(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+$/)
  for (const format of ['int-or-string', 'quantity', 'password']) made.addFormat(format, true)
  return made
}

/** A plain JSON schema for ajv. Unknown fields are the pruning's business, so they are allowed here. */
function toJsonSchema(schema: Schema): JsonObject {
  const plain: JsonObject = {}
  for (const [keyword, value] of Object.entries(schema)) {
    if (sameMeaning.has(keyword)) plain[keyword] = value
    else Object.assign(plain, convert(keyword, value, schema))
  }
  if (schema['x-kubernetes-int-or-string']) plain.type = ['integer', 'string']
  if (schema.nullable) {
    if (plain.type === undefined) delete plain.nullable
    if (schema.enum !== undefined) plain.enum = [...schema.enum, null]
  }
  return plain
}

function convert(keyword: string, value: unknown, schema: Schema): JsonObject {
  if (keyword === 'properties') return { properties: mapSchemas(value) }
  if (keyword === 'items' || keyword === 'not') return { [keyword]: toJsonSchema(value as Schema) }
  if (keyword === 'additionalProperties' && isObject(value))
    return { [keyword]: toJsonSchema(value) }
  if (['allOf', 'anyOf', 'oneOf'].includes(keyword))
    return { [keyword]: (value as Schema[]).map(toJsonSchema) }
  if (keyword === 'exclusiveMinimum' || keyword === 'exclusiveMaximum')
    return exclusive(keyword, value, schema)
  return {}
}

function mapSchemas(properties: unknown): JsonObject {
  const entries = Object.entries(properties as { [name: string]: Schema })
  return Object.fromEntries(entries.map(([name, inner]) => [name, toJsonSchema(inner)]))
}

/** OpenAPI 3.0 says `exclusiveMinimum: true` beside `minimum`, JSON schema gives the number itself. */
function exclusive(keyword: string, value: unknown, schema: Schema): JsonObject {
  if (value !== true) return {}
  const bound = keyword === 'exclusiveMinimum' ? 'minimum' : 'maximum'
  return { [keyword]: schema[bound] }
}

/** The frame around failed alternatives repeats what the alternatives say. */
function isOwnError(error: ErrorObject): boolean {
  return error.keyword !== 'if'
}

/** One line as kubectl shows it: path, kind of problem, what would be right. */
function describe(error: ErrorObject): string {
  const path = fieldPath(error.instancePath)
  const shown = isObject(error.data) ? '"object"' : JSON.stringify(error.data)
  switch (error.keyword) {
    case 'required':
      return `${path === '' ? '' : `${path}.`}${error.params.missingProperty}: Required value`
    case 'enum':
      return `${path}: Unsupported value: ${shown}: supported values: ${error.params.allowedValues.map((value: unknown) => JSON.stringify(value)).join(', ')}`
    case 'maxLength':
      return `${path}: Too long: may not be more than ${error.params.limit} bytes`
    case 'maxItems':
      return `${path}: Too many: ${(error.data as unknown[]).length}: must have at most ${error.params.limit} items`
    case 'pattern':
      return `${path}: Invalid value: ${shown}: ${path} in body should match '${error.params.pattern}'`
    default:
      return `${path === '' ? '<root>' : path}: Invalid value: ${shown}: ${path} in body ${error.message}`
  }
}

/** `/spec/listeners/0/name` as `spec.listeners[0].name`. */
function fieldPath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map(part => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '')
}
