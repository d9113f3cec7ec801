import { asList, asObject, isObject } from './objects.ts'
import { fieldSchema, type Schema } from './schema.ts'

/**
 * Finds duplicate items in lists of type `set` and `map`, on all levels of a value. Returns one
 * line per duplicate.
 */
export function duplicatesIn(schema: Schema, value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) {
    const inner = schema.items ?? {}
    const deeper = value.flatMap((item, index) => duplicatesIn(inner, item, `${path}[${index}]`))
    return [...duplicateItems(schema, value, path), ...deeper]
  }
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, part]) => {
    const inner = fieldSchema(schema, name)
    if (inner === undefined) return []
    return duplicatesIn(inner, part, path === '' ? name : `${path}.${name}`)
  })
}

function duplicateItems(schema: Schema, list: readonly unknown[], path: string): readonly string[] {
  const type = schema['x-kubernetes-list-type']
  if (type !== 'map' && type !== 'set') return []
  const keys = new Set<string>()
  const problems: string[] = []
  for (const [index, item] of list.entries()) {
    const key = type === 'map' ? itemKey(schema, item) : JSON.stringify(item)
    if (keys.has(key)) problems.push(`${path}[${index}]: Duplicate value: ${key}`)
    keys.add(key)
  }
  return problems
}

/**
 * The key of an item of a map list, as JSON. The key fields are in alphabetical order. If the item
 * lacks one, the key has its default.
 */
export function itemKey(schema: Schema, item: unknown): string {
  const object = asObject(item)
  const keys = [...asList(schema['x-kubernetes-list-map-keys'])].map(String).sort()
  const values = keys.map(key => [key, object[key] ?? schema.items?.properties?.[key]?.default])
  return JSON.stringify(Object.fromEntries(values.filter(([, value]) => value !== undefined)))
}
