import { defined } from '../../hooks/defined.ts'
import { conflict, isApiError, notFound } from './api-errors.ts'
import {
  type CollectorActs,
  foregroundDeletion,
  orphanDependents,
  type Propagation
} from './garbage-collector.ts'
import type { Kind } from './kinds.ts'
import type { Stored } from './object-index.ts'
import { type KubeObject, keyOf, type MetadataInput, type ObjectRef, refOf } from './objects.ts'
import { timestamp } from './timestamps.ts'
import type { StoreCore } from './writing.ts'

export type DeleteOptions = {
  /** What becomes of the dependents; `Background` by default. */
  propagation?: Propagation
  /** The uid that the object must have. */
  uid?: string
  username?: string
}

const collectorUsername = 'system:serviceaccount:kube-system:generic-garbage-collector'

/** The deletions of a store: by clients, and by the garbage collector. */
export type Deletion = {
  delete: (ref: ObjectRef, options?: DeleteOptions) => KubeObject
  acts: CollectorActs
}

/** Makes the deletions of a store. */
export function createDeletion(core: StoreCore): Deletion {
  const { kinds, storage } = core
  /**
   * The present version of an object; `undefined` if it is gone, or if another object has its name
   * by now.
   */
  const current = ({ kind, object }: Stored) => {
    const live = storage.get(kind, keyOf(refOf(object)))
    return live?.metadata.uid === object.metadata.uid ? live : undefined
  }
  const acts: CollectorActs = {
    delete: (stored, propagation) => {
      const live = current(stored)
      if (live !== undefined) collect(core, stored.kind, live, propagation)
    },
    replaceMetadata: (stored, change) => {
      const live = current(stored)
      if (live !== undefined) replaceMetadata(core, stored.kind, live, change)
    },
    removeNamespace: name => {
      const kind = kinds.of('v1', 'Namespace')
      const live = storage.get(kind, name)
      if (live?.metadata.deletionTimestamp !== undefined) storage.remove(kind, live)
    }
  }
  return { delete: (ref, options = {}) => deleteObject(core, ref, options), acts }
}

function deleteObject(core: StoreCore, ref: ObjectRef, options: DeleteOptions): KubeObject {
  const kind = core.kinds.of(ref.apiVersion, ref.kind)
  const live = core.storage.get(kind, keyOf(ref))
  if (live === undefined) throw notFound({ ...kind, name: ref.name })
  const { uid } = live.metadata
  if (options.uid !== undefined && options.uid !== uid) {
    const why = `UID in precondition: ${options.uid}, UID in object meta: ${uid}`
    throw conflict({ ...kind, name: ref.name }, `Precondition failed: ${why}`)
  }
  askPolicies(core, kind, live, options)
  return markDeleted(core, kind, live, options.propagation ?? 'Background')
}

/** Throws if a policy denies the deletion. */
function askPolicies({ admit }: StoreCore, kind: Kind, live: KubeObject, by: DeleteOptions): void {
  const { name, namespace } = live.metadata
  const options = defined({ propagationPolicy: by.propagation })
  const { username } = by
  admit({ operation: 'DELETE', kind, name, namespace, oldObject: live, username, options })
}

/**
 * Deletes an object for the garbage collector. Policies apply to the garbage collector too: if a
 * policy denies the deletion, the object stays.
 */
function collect(core: StoreCore, kind: Kind, live: KubeObject, propagation: Propagation): void {
  try {
    askPolicies(core, kind, live, { username: collectorUsername, propagation })
  } catch (error) {
    if (isApiError(error)) return
    throw error
  }
  markDeleted(core, kind, live, propagation)
}

/**
 * Removes an object at once if it has no finalizers and is no Namespace. Any other object becomes
 * Terminating.
 */
function markDeleted(
  { storage, clock }: StoreCore,
  kind: Kind,
  live: KubeObject,
  propagation: Propagation
): KubeObject {
  const old = live.metadata.finalizers ?? []
  const finalizers = withPropagation(old, propagation)
  const isNamespace = kind.kind === 'Namespace'
  const isMarked = live.metadata.deletionTimestamp !== undefined
  if (finalizers.length === 0 && !isNamespace) return storage.remove(kind, live)
  if (isMarked && finalizers.length === old.length) return live
  const metadata = {
    ...live.metadata,
    ...(isMarked ? {} : deletionMarks(kind, live, clock.now())),
    ...defined({ finalizers: finalizers.length > 0 ? finalizers : undefined })
  }
  const status = isNamespace ? { phase: 'Terminating' } : live.status
  return storage.put(kind, { ...live, ...defined({ status }), metadata })
}

/** The metadata of an object that becomes Terminating. Its generation is raised, too. */
function deletionMarks(kind: Kind, { metadata }: KubeObject, now: number): Partial<MetadataInput> {
  const marks = { deletionTimestamp: timestamp(now), deletionGracePeriodSeconds: 0 }
  return kind.hasGeneration ? { ...marks, generation: (metadata.generation ?? 0) + 1 } : marks
}

function replaceMetadata(
  { storage }: StoreCore,
  kind: Kind,
  live: KubeObject,
  change: Partial<MetadataInput>
): void {
  const fields = Object.entries({ ...live.metadata, ...change })
  const kept = fields.filter(([, value]) => !Array.isArray(value) || value.length > 0)
  const metadata = Object.fromEntries(kept) as KubeObject['metadata']
  const next = { ...live, metadata }
  const isGone = metadata.deletionTimestamp !== undefined && metadata.finalizers === undefined
  if (isGone && kind.kind !== 'Namespace') storage.remove(kind, next)
  else storage.put(kind, next)
}

function withPropagation(
  finalizers: readonly string[],
  propagation: Propagation
): readonly string[] {
  const rest = finalizers.filter(name => name !== foregroundDeletion && name !== orphanDependents)
  if (propagation === 'Foreground') return [...rest, foregroundDeletion]
  if (propagation === 'Orphan') return [...rest, orphanDependents]
  return finalizers
}
