import { defined } from '../../hooks/defined.ts'
import type { Kind } from './kinds.ts'
import { type JsonObject, type KubeObject, type ObjectInput, sameJson } from './objects.ts'

/**
 * Gives the new version of an object those metadata fields of the live object that no client can
 * change.
 */
export function withFixedMetadata(live: KubeObject, next: ObjectInput): ObjectInput {
  const { deletionTimestamp: _, deletionGracePeriodSeconds: __, ...metadata } = next.metadata
  const fixed = live.metadata
  const kept = defined({
    uid: fixed.uid,
    creationTimestamp: fixed.creationTimestamp,
    generation: fixed.generation,
    deletionTimestamp: fixed.deletionTimestamp,
    deletionGracePeriodSeconds: fixed.deletionGracePeriodSeconds,
    managedFields: fixed.managedFields
  })
  return { ...next, metadata: { ...metadata, ...kept } }
}

/** Raises the generation if anything but metadata and status has changed. */
export function withGeneration(kind: Kind, live: KubeObject, next: ObjectInput): ObjectInput {
  if (!kind.hasGeneration || sameJson(specOf(kind, live), specOf(kind, next))) return next
  return {
    ...next,
    metadata: { ...next.metadata, generation: (live.metadata.generation ?? 0) + 1 }
  }
}

/** The part of an object whose changes raise the generation. */
function specOf(kind: Kind, object: ObjectInput): JsonObject {
  const { apiVersion: _, metadata: __, status, ...spec } = object
  return kind.hasStatus ? spec : { ...spec, status }
}

/** Drops empty metadata fields. Adds the fields that the API server itself sets on Namespaces. */
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
  const { resourceVersion: _, ...oldMetadata } = live.metadata
  const { resourceVersion: __, ...newMetadata } = next.metadata
  return sameJson({ ...live, metadata: oldMetadata }, { ...next, metadata: newMetadata })
}
