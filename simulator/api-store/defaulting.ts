import { copyJson, isObject, type JsonObject } from './objects.ts'
import { fieldSchema, type Schema } from './schema.ts'

/**
 * Fills in the defaults of a structural schema, in depth, as the API server does before it validates.
 * A null where the schema has a default and allows no null is replaced too.
 * Takes any JSON value; returns the same value where nothing was missing. Fields of an object that are those of one
 * that was filled in before lack nothing.
 */
export function withDefaults(schema: Schema, value: unknown, filled?: JsonObject): unknown {
  if (Array.isArray(value)) {
    const { items } = schema
    return items === undefined ? value : value.map(item => withDefaults(items, item))
  }
  return isObject(value) ? objectWithDefaults(schema, value, filled) : value
}

function objectWithDefaults(schema: Schema, value: JsonObject, before?: JsonObject): JsonObject {
  const filled: JsonObject = {}
  for (const [name, part] of Object.entries(value)) {
    const inner = fieldSchema(schema, name)
    filled[name] = inner === undefined || before?.[name] === part ? part : withDefaults(inner, part)
  }
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    if (inner.default !== undefined && isMissing(inner, filled[name])) {
      filled[name] = withDefaults(inner, copyJson(inner.default))
    }
  }
  return filled
}

function isMissing(schema: Schema, value: unknown): boolean {
  return value === undefined || (value === null && schema.nullable !== true)
}
