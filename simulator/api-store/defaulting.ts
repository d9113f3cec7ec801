import { copyJson, isObject, type JsonObject } from './objects.ts'
import { fieldSchema, type Schema } from './schema.ts'

/**
 * Fills in the defaults of a structural schema on all levels, as the API server does before
 * validation. It also replaces a null if the schema has a default and does not allow null.
 * @param filled - an object that has its defaults already. If a field has the same value in both
 * objects, the field is taken over without being looked at again.
 */
export function withDefaults(schema: Schema, value: unknown, filled?: JsonObject): unknown {
  if (Array.isArray(value)) {
    const { items } = schema
    return items === undefined ? value : value.map(item => withDefaults(items, item))
  }
  return isObject(value) ? objectWithDefaults(schema, value, filled) : value
}

function objectWithDefaults(schema: Schema, value: JsonObject, filled?: JsonObject): JsonObject {
  const result: JsonObject = {}
  for (const [name, part] of Object.entries(value)) {
    const inner = fieldSchema(schema, name)
    const isComplete = inner === undefined || filled?.[name] === part
    result[name] = isComplete ? part : withDefaults(inner, part)
  }
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    if (inner.default !== undefined && isMissing(inner, result[name])) {
      result[name] = withDefaults(inner, copyJson(inner.default))
    }
  }
  return result
}

function isMissing(schema: Schema, value: unknown): boolean {
  return value === undefined || (value === null && schema.nullable !== true)
}
