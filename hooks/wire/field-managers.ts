import { fieldOf } from '../api/field-of.ts'
import type { KubernetesObject } from '../api/objects.ts'
import { parseJSON } from '../text/parse-json.ts'
import { textOf } from '../text/text-of.ts'

/** The default field manager of Metacontroller's server-side apply. */
const ours = 'metacontroller'

/**
 * Finds the field managers other than ours that own a part of an object's spec. If our apply leaves
 * out a field that another manager owns too, the field stays
 * (https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management).
 * @param path the path below the spec, as managedFields writes it, such as `f:releasedAt`
 * @returns an empty list also if the object has no managedFields
 */
export function otherManagersOf(object: KubernetesObject, path: readonly string[]): string[] {
  const owning = entriesOf(object).filter(entry => !isOurs(entry) && owns(entry, path))
  return [...new Set(owning.map(entry => textOf(fieldOf(entry, 'manager'))))]
}

/**
 * Whether our apply owns a field of an object. If it does, our next apply that leaves out the field
 * removes it, or gives it up if somebody else owns it too.
 *
 * | the field is in | what managedFields say of it |
 * |---|---|
 * | an object or a map | whether it is ours |
 * | an item of a list whose items have keys | whether it is ours |
 * | an item of any other list | nothing: a manager owns such a list as one field |
 *
 * @param path the names of the fields from the top of the object, and the indexes of the items
 * @returns false if managedFields do not say it
 */
export function isApplied(object: KubernetesObject, path: readonly string[]): boolean {
  return entriesOf(object).some(
    entry => isOurs(entry) && includes(fieldOf(entry, 'fieldsV1'), object, path)
  )
}

/** Whether a set of fields of a value, as managedFields write it, has the field at the path. */
function includes(fields: unknown, value: unknown, path: readonly string[]): boolean {
  const [name, ...rest] = path
  if (name === undefined) return fields !== undefined
  const part = fieldOf(value, name)
  const below = Array.isArray(value) ? fieldsOfItem(fields, part) : fieldOf(fields, `f:${name}`)
  return below !== undefined && includes(below, part, rest)
}

/**
 * The fields of an item, which a set of the fields of its list has below the item's key, such as
 * `k:{"name":"http"}`. All keys of a list have the same names in the same order.
 */
function fieldsOfItem(fields: unknown, item: unknown): unknown {
  const first = Object.keys(fields ?? {}).find(name => name.startsWith('k:')) ?? ''
  const names = Object.keys(parseJSON(first.slice('k:'.length)) ?? {})
  const key = Object.fromEntries(names.map(name => [name, fieldOf(item, name)]))
  return fieldOf(fields, `k:${JSON.stringify(key)}`)
}

function entriesOf({ metadata }: KubernetesObject): readonly unknown[] {
  return Array.isArray(metadata.managedFields) ? metadata.managedFields : []
}

/**
 * Whether an entry of managedFields comes from our apply. If our apply leaves out a field, the API
 * server removes the field only if we *applied* it before. It does not remove a field that a
 * program with our name updated.
 */
function isOurs(entry: unknown): boolean {
  return fieldOf(entry, 'manager') === ours && fieldOf(entry, 'operation') === 'Apply'
}

function owns(entry: unknown, path: readonly string[]): boolean {
  const spec = fieldOf(fieldOf(entry, 'fieldsV1'), 'f:spec')
  return path.reduce(fieldOf, spec) !== undefined
}
