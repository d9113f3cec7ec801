import { isLeaf, shapeOf } from './field-sets.ts'
import { itemKey } from './list-uniqueness.ts'
import { type FieldSet, isObject, type JsonObject, sameJson } from './objects.ts'
import { fieldSchema, type Schema } from './schema.ts'

/**
 * Merges an applied configuration into a live value. Objects are merged field by field, the items
 * of map lists by their keys, and sets as a union. Any other value is replaced as a whole.
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

/**
 * Whether an applied value changes nothing. An empty object does not remove the fields of other
 * managers, unless its map type is atomic.
 */
function asksForNothing(schema: Schema | undefined, applied: unknown): boolean {
  return (
    isObject(applied) &&
    Object.keys(applied).length === 0 &&
    schema?.['x-kubernetes-map-type'] !== 'atomic'
  )
}

/**
 * Whether an applied list is an empty map list or set. Such a list does not remove the items of
 * other managers.
 */
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

/**
 * Merges the items of a map list or set. The applied items are in the order of the configuration.
 * The items of other managers stay next to their live neighbors.
 */
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
 * Removes fields from a value. It ignores fields that the value does not have.
 * @returns what is left of the value, `undefined` if nothing is left
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
