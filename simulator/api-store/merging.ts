import { isLeaf, shapeOf } from './field-sets.ts'
import { itemKey } from './list-uniqueness.ts'
import { type FieldSet, isObject, type JsonObject, sameJson } from './objects.ts'
import { fieldSchema, type Schema } from './schema.ts'

/**
 * Merges an applied configuration into a live value: fields one by one, the items of map lists by
 * their keys, sets as a union. Everything else is replaced.
 */
export function merge(schema: Schema | undefined, live: unknown, applied: unknown): unknown {
  const shape = shapeOf(schema, applied)
  if (shape === 'fields' && isObject(live) && isObject(applied))
    return mergeFields(schema, live, applied)
  if (isObject(live) && asksForNothing(schema, applied)) return live
  if (!Array.isArray(live) || !Array.isArray(applied)) return applied
  if (shape === 'map list') return mergeItems(schema ?? {}, live, applied)
  if (shape === 'set') return mergeSets(live, applied)
  return isEmptyMapListOrSet(schema, applied) ? live : applied
}

function mergeSets(live: readonly unknown[], applied: readonly unknown[]): readonly unknown[] {
  const added = applied.filter(item => !live.some(existing => sameJson(existing, item)))
  return [...live, ...added]
}

/** An empty object leaves other managers' fields alone, unless its map type is atomic. */
function asksForNothing(schema: Schema | undefined, applied: unknown): boolean {
  return (
    isObject(applied) &&
    Object.keys(applied).length === 0 &&
    schema?.['x-kubernetes-map-type'] !== 'atomic'
  )
}

/** An empty map list or set leaves other managers' items alone. */
function isEmptyMapListOrSet(schema: Schema | undefined, applied: readonly unknown[]): boolean {
  const type = schema?.['x-kubernetes-list-type']
  return applied.length === 0 && (type === 'map' || type === 'set')
}

function mergeFields(
  schema: Schema | undefined,
  live: JsonObject,
  applied: JsonObject
): JsonObject {
  const merged: JsonObject = { ...live }
  for (const [name, value] of Object.entries(applied)) {
    if (value !== undefined) merged[name] = merge(fieldSchema(schema, name), live[name], value)
  }
  return merged
}

/** The applied items come in their own order. Other managers' items keep their neighbors. */
function mergeItems(
  schema: Schema,
  live: readonly unknown[],
  applied: readonly unknown[]
): readonly unknown[] {
  const liveByKey = new Map(live.map(item => [itemKey(schema, item), item]))
  const keys = applied.map(item => itemKey(schema, item))
  const merged: unknown[] = []
  let next = 0
  const emitThrough = (last: number) => {
    for (; next <= last; next++)
      merged.push(merge(schema.items, liveByKey.get(keys[next] ?? ''), applied[next]))
  }
  for (const item of live) {
    const position = keys.indexOf(itemKey(schema, item))
    if (position < 0) merged.push(item)
    else emitThrough(position)
  }
  emitThrough(keys.length - 1)
  return merged
}

/**
 * Removes fields from a value. Ignores fields that the value does not have.
 * @returns the rest, or `undefined` if nothing is left
 */
export function removeFields(
  schema: Schema | undefined,
  value: unknown,
  fields: FieldSet
): unknown {
  if (isLeaf(fields) || '.' in fields) return undefined
  if (Array.isArray(value)) return removeItems(schema ?? {}, value, fields)
  if (!isObject(value)) return value
  const rest: JsonObject = {}
  for (const [name, part] of Object.entries(value)) {
    const below = fields[`f:${name}`]
    const kept = below === undefined ? part : removeFields(fieldSchema(schema, name), part, below)
    if (kept !== undefined) rest[name] = kept
  }
  return Object.keys(rest).length === 0 ? undefined : rest
}

function removeItems(schema: Schema, list: readonly unknown[], fields: FieldSet): unknown {
  const kept = list.flatMap(item => {
    if (fields[`v:${JSON.stringify(item)}`] !== undefined) return []
    const below = schema['x-kubernetes-list-map-keys'] && fields[`k:${itemKey(schema, item)}`]
    const rest = below === undefined ? item : removeFields(schema.items, item, below)
    return rest === undefined ? [] : [rest]
  })
  return kept.length === 0 ? undefined : kept
}
