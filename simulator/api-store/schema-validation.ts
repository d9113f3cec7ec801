import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { isObject, type JsonObject } from './objects.ts'
import type { Schema } from './schema.ts'

/**
 * The keywords that mean the same to ajv and to the API server. All other keywords are converted or
 * dropped.
 */
const sameMeaning = new Set([
  ...['type', 'format', 'title', 'enum', 'required', 'nullable', 'pattern'],
  ...['maximum', 'minimum', 'multipleOf', 'maxLength', 'minLength'],
  ...['maxItems', 'minItems', 'uniqueItems', 'maxProperties', 'minProperties']
])

/** Checks a value against a schema. Returns one line per problem, in the API server's words. */
export type SchemaCheck = (value: unknown) => readonly string[]

const ajv = createAjv()

/**
 * Compiles a structural schema.
 * @throws if ajv cannot compile it, for example because of a regular expression that is not valid
 * in JavaScript
 */
export function compileSchema(schema: Schema): SchemaCheck {
  const validate: ValidateFunction = ajv.compile(toJsonSchema(schema))
  return value => {
    if (validate(value)) return []
    return [...new Set((validate.errors ?? []).filter(isOwnError).map(describe))]
  }
}

/**
 * Makes an ajv with three deviations. `strictTypes` is off, because an int-or-string has no type.
 * `unicodeRegExp` is off, because Go's regular expressions may escape more characters than
 * JavaScript's flag `u` allows. The format `duration` is our own, because ajv-formats takes it for
 * ISO 8601, while Kubernetes means Go's notation.
 */
function createAjv(): Ajv {
  const created = new Ajv({
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
  addFormats.default(created)
  created.addFormat('duration', /^-?(0|(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+$/)
  for (const format of ['int-or-string', 'quantity', 'password']) created.addFormat(format, true)
  return created
}

/**
 * Converts a structural schema to plain JSON schema for ajv. The result allows unknown fields,
 * because pruning reports them.
 */
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

/**
 * Converts an exclusive bound. OpenAPI 3.0 has `exclusiveMinimum: true` beside the number
 * `minimum`; in JSON schema, `exclusiveMinimum` is the number itself.
 */
function exclusive(keyword: string, value: unknown, schema: Schema): JsonObject {
  if (value !== true) return {}
  const bound = keyword === 'exclusiveMinimum' ? 'minimum' : 'maximum'
  return { [keyword]: schema[bound] }
}

/**
 * Whether an error says something of its own. ajv's error for `if` only repeats the errors of the
 * branch that failed.
 */
function isOwnError(error: ErrorObject): boolean {
  return error.keyword !== 'if'
}

/**
 * Describes an error in one line, as kubectl shows it: the path, the kind of problem, and what
 * would be right.
 */
function describe(error: ErrorObject): string {
  const path = fieldPath(error.instancePath)
  const shown = isObject(error.data) ? '"object"' : JSON.stringify(error.data)
  const { params } = error
  switch (error.keyword) {
    case 'required':
      return `${path === '' ? '' : `${path}.`}${params.missingProperty}: Required value`
    case 'enum':
      return `${path}: Unsupported value: ${shown}: ${supportedValues(params.allowedValues)}`
    case 'maxLength':
      return `${path}: Too long: may not be more than ${params.limit} bytes`
    case 'maxItems':
      return `${path}: Too many: ${lengthOf(error.data)}: must have at most ${params.limit} items`
    case 'pattern':
      return `${path}: Invalid value: ${shown}: ${path} in body should match '${params.pattern}'`
    default:
      return `${path || '<root>'}: Invalid value: ${shown}: ${path} in body ${error.message}`
  }
}

function supportedValues(values: readonly unknown[]): string {
  return `supported values: ${values.map(value => JSON.stringify(value)).join(', ')}`
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0
}

/** Writes ajv's pointer `/spec/listeners/0/name` as `spec.listeners[0].name`. */
function fieldPath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map(part => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '')
}
