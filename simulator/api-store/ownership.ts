import { defined } from '../../hooks/defined.ts'
import {
  applySchema,
  changedFields,
  fieldsOf,
  intersect,
  ownedPart,
  subtract,
  unite
} from './field-sets.ts'
import type { Kind } from './kinds.ts'
import { merge, removeFields } from './merging.ts'
import {
  asObject,
  type FieldSet,
  type KubeObject,
  type ManagedFields,
  type ObjectInput,
  sameJson
} from './objects.ts'
import type { Schema } from './schema.ts'

/** A write: the kind of its object, the field manager that writes, and the time in RFC 3339. */
export type Write = { kind: Kind; manager: string; time: string }

/** A conflict of an apply: another manager owns these fields, and they have another value. */
export type Conflict = { manager: string; fields: FieldSet }

/** The result of an apply: the new object, or the conflicts with other managers. */
export type Applied = { object: ObjectInput } | { conflicts: readonly Conflict[] }

/**
 * Applies a configuration to a live object (server-side apply). It merges the configuration into
 * the object. It removes the fields that the manager applied before and no longer does, unless
 * another manager owns them. A field that another manager owns with another value is a conflict;
 * with `force`, the applying manager becomes the owner of that field.
 * @param config - the configuration, without unknown fields
 */
export function applyTo(
  live: KubeObject,
  config: ObjectInput,
  write: Write,
  force: boolean
): Applied {
  const schema = applySchema(write.kind.validator.schema)
  const current = ownedPart(live, 'main')
  const wanted = ownedPart(config, 'main')
  const fields = fieldsOf(schema, wanted)
  const merged = merge(schema, current, wanted)
  const entries = live.metadata.managedFields ?? []
  const own = entries.find(entry => isApplyOf(entry, write.manager))
  const others = entries.filter(entry => entry !== own)
  const changed = changedFields(schema, current, merged) ?? {}
  const contested = intersect(changed, fields) ?? {}
  const conflicts = others.filter(isMain).flatMap(entry => overlap(entry, contested))
  if (conflicts.length > 0 && !force) return { conflicts }

  const rest = withoutDropped({ schema, merged, own, fields, others })
  const kept = others.flatMap(entry => (isMain(entry) ? minus(entry, contested) : [entry]))
  const isSame =
    own !== undefined && sameJson(own.fieldsV1, fields) && own.apiVersion === config.apiVersion
  const entry = isSame ? own : newEntry(write, 'Apply', fields, config.apiVersion)
  return { object: rebuild(live, rest, [...kept, entry], config.apiVersion) }
}

function isApplyOf(entry: ManagedFields, manager: string): boolean {
  return entry.manager === manager && entry.operation === 'Apply' && isMain(entry)
}

function isMain(entry: ManagedFields): boolean {
  return entry.subresource === undefined
}

function overlap(entry: ManagedFields, contested: FieldSet): readonly Conflict[] {
  const fields = intersect(entry.fieldsV1, contested)
  return fields === undefined ? [] : [{ manager: entry.manager, fields }]
}

type Dropping = {
  schema: Schema
  merged: unknown
  own: ManagedFields | undefined
  fields: FieldSet
  others: readonly ManagedFields[]
}

/**
 * Removes the fields that the manager owned and no longer names, unless another manager owns them
 * too.
 */
function withoutDropped({ schema, merged, own, fields, others }: Dropping): unknown {
  if (own === undefined) return merged
  const held = others.reduce((all, entry) => unite(all, entry.fieldsV1), fields)
  const dropped = subtract(own.fieldsV1, held)
  return dropped === undefined ? merged : removeFields(schema, merged, dropped)
}

/**
 * The entry without these fields, in a list. The list is empty if the entry has no other fields.
 */
function minus(entry: ManagedFields, fields: FieldSet): readonly ManagedFields[] {
  const rest = subtract(entry.fieldsV1, fields)
  if (rest === undefined) return []
  return sameJson(rest, entry.fieldsV1) ? [entry] : [{ ...entry, fieldsV1: rest }]
}

function newEntry(
  { manager, time, kind }: Write,
  operation: 'Apply' | 'Update',
  fieldsV1: FieldSet,
  apiVersion = kind.apiVersion
): ManagedFields {
  return { manager, operation, apiVersion, time, fieldsType: 'FieldsV1', fieldsV1 }
}

/**
 * Makes a whole object of the part that managers can own and the fields that the server keeps, such
 * as name, uid and status.
 */
function rebuild(
  live: KubeObject,
  part: unknown,
  managedFields: readonly ManagedFields[],
  apiVersion: string
): ObjectInput {
  const { metadata: managed, ...rest } = asObject(part)
  const {
    labels: _,
    annotations: __,
    finalizers: ___,
    ownerReferences: ____,
    ...fixed
  } = live.metadata
  return {
    apiVersion,
    kind: live.kind,
    ...rest,
    ...defined({ status: live.status }),
    metadata: { ...fixed, ...asObject(managed), managedFields }
  }
}

/**
 * A new object with its `managedFields`. The manager that creates the object owns all its fields.
 */
export function withFirstOwner(
  object: ObjectInput,
  write: Write,
  operation: 'Apply' | 'Update'
): ObjectInput {
  const fields = fieldsOf(applySchema(write.kind.validator.schema), ownedPart(object, 'main'))
  return {
    ...object,
    metadata: { ...object.metadata, managedFields: [newEntry(write, operation, fields)] }
  }
}

/**
 * Returns an object with its `managedFields` after an update without server-side apply. The update
 * was one of the status if `part` is `status`, otherwise of everything else. The manager that
 * writes becomes the only owner of the fields that it changes.
 */
export function withNewOwners(
  live: KubeObject,
  next: ObjectInput,
  write: Write,
  part: 'main' | 'status'
): ObjectInput {
  const schema = applySchema(write.kind.validator.schema)
  const newPart = ownedPart(next, part)
  const changed = changedFields(schema, ownedPart(live, part), newPart) ?? {}
  const present = fieldsOf(schema, newPart)
  const isPart = (entry: ManagedFields) => (entry.subresource === 'status') === (part === 'status')
  const isOwn = (entry: ManagedFields) =>
    isPart(entry) && entry.manager === write.manager && entry.operation === 'Update'
  const entries = live.metadata.managedFields ?? []
  const own = unite(entries.find(isOwn)?.fieldsV1 ?? {}, changed)
  const kept = entries.flatMap(entry => {
    if (!isPart(entry)) return [entry]
    const rest = isOwn(entry) ? own : (subtract(entry.fieldsV1, changed) ?? {})
    return renewed(entry, intersect(rest, present), write.time)
  })
  const first = entries.some(isOwn) ? [] : firstEntry(write, intersect(own, present), part)
  return { ...next, metadata: { ...next.metadata, managedFields: [...kept, ...first] } }
}

function renewed(
  entry: ManagedFields,
  fields: FieldSet | undefined,
  time: string
): readonly ManagedFields[] {
  if (fields === undefined) return []
  return sameJson(fields, entry.fieldsV1) ? [entry] : [{ ...entry, fieldsV1: fields, time }]
}

function firstEntry(
  write: Write,
  fields: FieldSet | undefined,
  part: 'main' | 'status'
): readonly ManagedFields[] {
  if (fields === undefined) return []
  const entry = newEntry(write, 'Update', fields)
  return [part === 'status' ? { ...entry, subresource: 'status' } : entry]
}
