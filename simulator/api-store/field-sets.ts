import { itemKey } from './list-uniqueness.ts'
import { type FieldSet, isObject, type JsonObject, type ObjectInput, sameJson } from './objects.ts'
import { fieldSchema, type Schema } from './schema.ts'

/** How server-side apply splits a value into fields that managers can own. */
export type Shape = 'fields' | 'map list' | 'set' | 'whole'

/** The metadata fields that managers can own. */
const metadataSchema: Schema = {
  properties: {
    labels: { additionalProperties: {} },
    annotations: { additionalProperties: {} },
    finalizers: { 'x-kubernetes-list-type': 'set' },
    ownerReferences: {
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['uid'],
      items: {}
    }
  }
}

/**
 * The schema of a whole object for server-side apply. For the metadata, it has only the fields that
 * managers can own.
 */
export function applySchema(schema: Schema): Schema {
  return { ...schema, properties: { ...schema.properties, metadata: metadataSchema } }
}

/**
 * The fields of an object that managers can own. If `part` is `status`, these are the fields of the
 * status, otherwise all others.
 */
export function ownedPart(object: ObjectInput, part: 'main' | 'status'): JsonObject {
  const { apiVersion: _, kind: __, metadata, status, ...rest } = object
  if (part === 'status') return status === undefined ? {} : { status }
  const { labels, annotations, finalizers, ownerReferences } = metadata
  const fields = Object.entries({ labels, annotations, finalizers, ownerReferences })
  const present = fields.filter(([, value]) => value)
  return present.length === 0 ? rest : { ...rest, metadata: Object.fromEntries(present) }
}

/**
 * The shape of a value. If the schema says nothing else, an object is split into its fields and a
 * list is kept whole.
 */
export function shapeOf(schema: Schema | undefined, value: unknown): Shape {
  if (Array.isArray(value)) {
    const type = value.length === 0 ? undefined : schema?.['x-kubernetes-list-type']
    if (type === 'map') return 'map list'
    return type === 'set' ? 'set' : 'whole'
  }
  const isWhole =
    !isObject(value) ||
    Object.keys(value).length === 0 ||
    schema?.['x-kubernetes-map-type'] === 'atomic'
  return isWhole ? 'whole' : 'fields'
}

/** All fields of a value, in the notation of `managedFields`. */
export function fieldsOf(schema: Schema | undefined, value: unknown): FieldSet {
  switch (shapeOf(schema, value)) {
    case 'fields':
      return eachField(value as JsonObject, (name, part) =>
        fieldsOf(fieldSchema(schema, name), part)
      )
    case 'map list':
      return eachItem(schema ?? {}, value as unknown[], item => ({
        '.': {},
        ...fieldsOf(schema?.items, item)
      }))
    case 'set':
      return Object.fromEntries((value as unknown[]).map(item => [`v:${JSON.stringify(item)}`, {}]))
    case 'whole':
      return {}
  }
}

/** The fields of `next` that `old` does not have, or has with another value. */
export function changedFields(
  schema: Schema | undefined,
  old: unknown,
  next: unknown
): FieldSet | undefined {
  if (sameJson(old, next)) return undefined
  const shape = shapeOf(schema, next)
  if (old === undefined || shape !== shapeOf(schema, old) || shape === 'whole')
    return fieldsOf(schema, next)
  if (shape === 'set') return subtract(fieldsOf(schema, next), fieldsOf(schema, old))
  if (shape === 'fields') return changedMembers(schema, old as JsonObject, next as JsonObject)
  return changedItems(schema ?? {}, old as unknown[], next as unknown[])
}

function changedMembers(
  schema: Schema | undefined,
  old: JsonObject,
  next: JsonObject
): FieldSet | undefined {
  const changed: FieldSet = {}
  for (const [name, part] of Object.entries(next)) {
    const inner = changedFields(fieldSchema(schema, name), old[name], part)
    if (inner !== undefined) changed[`f:${name}`] = inner
  }
  return noneIfEmpty(changed)
}

function changedItems(
  schema: Schema,
  old: readonly unknown[],
  next: readonly unknown[]
): FieldSet | undefined {
  const oldByKey = new Map(old.map(item => [itemKey(schema, item), item]))
  const changed: FieldSet = {}
  for (const item of next) {
    const key = itemKey(schema, item)
    const inner = changedFields(schema.items, oldByKey.get(key), item)
    if (inner !== undefined) changed[`k:${key}`] = oldByKey.has(key) ? inner : { '.': {}, ...inner }
  }
  return noneIfEmpty(changed)
}

function noneIfEmpty(set: FieldSet): FieldSet | undefined {
  return isLeaf(set) ? undefined : set
}

function eachField(
  object: JsonObject,
  visit: (name: string, value: unknown) => FieldSet
): FieldSet {
  const fields = Object.entries(object).filter(([, value]) => value !== undefined)
  return Object.fromEntries(fields.map(([name, value]) => [`f:${name}`, visit(name, value)]))
}

function eachItem(
  schema: Schema,
  list: readonly unknown[],
  visit: (item: unknown) => FieldSet
): FieldSet {
  return Object.fromEntries(list.map(item => [`k:${itemKey(schema, item)}`, visit(item)]))
}

/** Whether a field of a field set has no fields below it. */
export function isLeaf(set: FieldSet): boolean {
  for (const _ in set) return false
  return true
}

/** The fields of `left` that are not in `right`. */
export function subtract(left: FieldSet, right: FieldSet): FieldSet | undefined {
  const rest: FieldSet = {}
  for (const [path, below] of Object.entries(left)) {
    const other = right[path]
    if (other === undefined) rest[path] = below
    else if (!isLeaf(below)) {
      const inner = subtract(below, other)
      if (inner !== undefined) rest[path] = inner
    }
  }
  return noneIfEmpty(rest)
}

/**
 * The fields that are in both sets. Hazard: the owner of an empty object does not own the fields
 * that others put into the object. So a field without fields below it matches no field with fields
 * below it.
 */
export function intersect(left: FieldSet, right: FieldSet): FieldSet | undefined {
  const both: FieldSet = {}
  for (const [path, below] of Object.entries(left)) {
    const other = right[path]
    if (other === undefined) continue
    const inner = isLeaf(below) && isLeaf(other) ? {} : intersect(below, other)
    if (inner !== undefined) both[path] = inner
  }
  return noneIfEmpty(both)
}

/** The fields that are in one of the sets or in both. */
export function unite(left: FieldSet, right: FieldSet): FieldSet {
  const all: FieldSet = { ...left }
  for (const [path, below] of Object.entries(right)) {
    const other = all[path]
    all[path] = other === undefined ? below : unite(other, below)
  }
  return all
}
