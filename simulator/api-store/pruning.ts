import { isObject, type JsonObject } from './objects.ts'
import { fieldSchema, keepsUnknown, type Schema } from './schema.ts'

/**
 * The result of pruning: what is left of an object, and the paths of the unknown fields that were
 * dropped.
 */
export type Pruned = { object: JsonObject; unknown: readonly string[] }

/** Fields that every object has. Pruning keeps them although the schema does not name them. */
const always = ['apiVersion', 'kind', 'metadata']

/**
 * Drops the fields that a structural schema does not name, as the API server does in each request.
 * @param pruned - an object that was pruned before. If a top-level field has the same value in both
 * objects, the field is kept without being pruned again.
 */
export function prune(schema: Schema, object: JsonObject, pruned?: JsonObject): Pruned {
  const unknown: string[] = []
  const rest: JsonObject = {}
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue
    if (always.includes(name) || pruned?.[name] === value) rest[name] = value
    else copyField({ from: { schema, name, value }, into: rest, path: '', unknown })
  }
  return { object: rest, unknown }
}

type Field = {
  from: { schema: Schema; name: string; value: unknown }
  into: JsonObject
  path: string
  unknown: string[]
}

function copyField({ from: { schema, name, value }, into, path, unknown }: Field): void {
  const here = path === '' ? name : `${path}.${name}`
  const inner = fieldSchema(schema, name)
  if (inner !== undefined) into[name] = pruneValue(inner, value, here, unknown)
  else if (keepsUnknown(schema)) into[name] = value
  else unknown.push(here)
}

function pruneValue(schema: Schema, value: unknown, path: string, unknown: string[]): unknown {
  if (Array.isArray(value)) {
    const { items } = schema
    return items === undefined
      ? value
      : value.map((item, i) => pruneValue(items, item, `${path}[${i}]`, unknown))
  }
  if (!isObject(value)) return value
  const rest: JsonObject = {}
  for (const [name, part] of Object.entries(value)) {
    if (schema['x-kubernetes-embedded-resource'] && always.includes(name)) rest[name] = part
    else if (part !== undefined)
      copyField({ from: { schema, name, value: part }, into: rest, path, unknown })
  }
  return rest
}
