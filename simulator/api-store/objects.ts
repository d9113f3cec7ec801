/** A JSON object with fields of any type. */
export type JsonObject = { [field: string]: unknown }

export type Labels = { [key: string]: string }

export type OwnerReference = {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

/** The fields that one manager owns. The API server keeps this list for server-side apply. */
export type ManagedFields = {
  manager: string
  operation: 'Apply' | 'Update'
  apiVersion: string
  time: string
  fieldsType: 'FieldsV1'
  fieldsV1: FieldSet
  subresource?: string
}

/**
 * Kubernetes' FieldsV1, a tree of fields. Its keys are `f:<name>` for a field, `k:<keys>` for an
 * item of a map list, `v:<value>` for an item of a set, and `.` for the field or item itself. Its
 * leaves are empty objects.
 */
export type FieldSet = { [path: string]: FieldSet }

/** Metadata as a client may send it. */
export type MetadataInput = {
  name: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: Labels
  annotations?: Labels
  finalizers?: readonly string[]
  ownerReferences?: readonly OwnerReference[]
  managedFields?: readonly ManagedFields[]
}

/** Metadata as the store returns it. */
export type Metadata = MetadataInput & {
  uid: string
  resourceVersion: string
  creationTimestamp: string
}

/** An object as a client sends it. */
export type ObjectInput = {
  apiVersion: string
  kind: string
  metadata: MetadataInput
  spec?: JsonObject
  status?: JsonObject
}

/** An object as the store returns it. It is frozen: to change it, take a copy. */
export type KubeObject = ObjectInput & { metadata: Metadata }

/** What identifies one object. */
export type ObjectRef = {
  apiVersion: string
  kind: string
  namespace?: string | undefined
  name: string
}

/** Whether a value is a JSON object, and neither a list nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value itself if it is a JSON object; otherwise an empty object. */
export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

/** The value itself if it is a list; otherwise an empty list. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/**
 * Whether two JSON values are equal in depth. A missing field equals a field that is `undefined`.
 */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => sameJson(item, right[index]))
  }
  if (!isObject(left) || !isObject(right)) return false
  for (const key in left) if (!sameJson(left[key], right[key])) return false
  for (const key in right) if (!(key in left) && right[key] !== undefined) return false
  return true
}

/**
 * Freezes a JSON value in depth. It does not look into an object or list that is frozen already,
 * because that is assumed to be frozen in depth.
 */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) freeze(part)
  return Object.freeze(value)
}

/** A deep copy of a JSON value, free to be changed. */
export function copyJson<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyJson) as T
  if (!isObject(value)) return value
  const copy: JsonObject = {}
  for (const key in value) if (value[key] !== undefined) copy[key] = copyJson(value[key])
  return copy as T
}

/** The key of an object: `namespace/name`, or only the name if the object has no namespace. */
export function keyOf(ref: { namespace?: string | undefined; name: string }): string {
  return ref.namespace === undefined || ref.namespace === ''
    ? ref.name
    : `${ref.namespace}/${ref.name}`
}

/** The reference to an object. */
export function refOf(object: ObjectInput): ObjectRef {
  const { apiVersion, kind, metadata } = object
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name }
}

/** Returns the map's value for a key. If there is none, creates it and puts it into the map. */
export function getOrCreate<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const existing = map.get(key)
  if (existing !== undefined) return existing
  const created = create()
  map.set(key, created)
  return created
}

/** The owner that controls the object, if it has one. */
export function controllerOf(object: ObjectInput): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find(owner => owner.controller === true)
}
