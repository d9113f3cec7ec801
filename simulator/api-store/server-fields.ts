import type { Kind } from './kinds.ts'
import { type JsonObject, type KubeObject, type ObjectInput, sameJson } from './objects.ts'

/** The successor of an object with what no client changes. */
export function withFixedMetadata(live: KubeObject, next: ObjectInput): ObjectInput {
  const { deletionTimestamp: _, deletionGracePeriodSeconds: __, ...metadata } = next.metadata
  const {
    uid,
    creationTimestamp,
    generation,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    managedFields
  } = live.metadata
  const fixed = {
    uid,
    creationTimestamp,
    generation,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    managedFields
  }
  const known = Object.fromEntries(Object.entries(fixed).filter(([, value]) => value !== undefined))
  return { ...next, metadata: { ...metadata, ...known } }
}

/** Counts a change of anything but metadata and status. */
export function withGeneration(kind: Kind, live: KubeObject, next: ObjectInput): ObjectInput {
  if (!kind.hasGeneration || sameJson(specOf(kind, live), specOf(kind, next))) return next
  return {
    ...next,
    metadata: { ...next.metadata, generation: (live.metadata.generation ?? 0) + 1 }
  }
}

/** All that counts as a change of generation. */
function specOf(kind: Kind, object: ObjectInput): JsonObject {
  const { apiVersion: _, metadata: __, status, ...spec } = object
  return kind.hasStatus ? spec : { ...spec, status }
}

/** Fields that the server fills in, and empty ones that it leaves out. */
export function withServersFields(kind: Kind, object: ObjectInput): ObjectInput {
  const { metadata } = object
  const kept = Object.entries(metadata).filter(([name, value]) => !isEmptyField(name, value))
  const lean = { ...object, metadata: Object.fromEntries(kept) as ObjectInput['metadata'] }
  if (kind.kind !== 'Namespace' || kind.group !== '') return lean
  const labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name }
  const phase = metadata.deletionTimestamp === undefined ? 'Active' : 'Terminating'
  const spec = { finalizers: ['kubernetes'] }
  return {
    ...lean,
    metadata: { ...lean.metadata, labels },
    spec,
    status: { ...object.status, phase }
  }
}

function isEmptyField(name: string, value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  const isList =
    name === 'finalizers' ||
    name === 'ownerReferences' ||
    name === 'labels' ||
    name === 'annotations'
  return isList && Object.keys(value).length === 0
}

/** Whether a write would change nothing but the resourceVersion. */
export function isSame(live: KubeObject, next: ObjectInput): boolean {
  const { resourceVersion: _, ...before } = live.metadata
  const { resourceVersion: __, ...after } = next.metadata
  return sameJson({ ...live, metadata: before }, { ...next, metadata: after })
}
