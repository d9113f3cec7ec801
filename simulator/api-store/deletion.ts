import { conflict, isApiError, notFound } from './api-errors.ts'
import {
  type CollectorActs,
  foregroundDeletion,
  orphanDependents,
  type Propagation
} from './garbage-collector.ts'
import type { Kind } from './kinds.ts'
import { type KubeObject, keyOf, type MetadataInput, type ObjectRef, refOf } from './objects.ts'
import { timestamp } from './timestamps.ts'
import type { StoreCore } from './writing.ts'

/** How to delete: what becomes of dependents (default Background), and the uid that the object must have. */
export type DeleteOptions = { propagation?: Propagation; uid?: string; username?: string }

const collector = 'system:serviceaccount:kube-system:generic-garbage-collector'

/** The deletions of a store: those of clients, and the garbage collector's. */
export function createDeletion({ kinds, storage, clock, admit }: StoreCore) {
  function deleteObject(ref: ObjectRef, options: DeleteOptions = {}): KubeObject {
    const kind = kinds.of(ref.apiVersion, ref.kind)
    const live = storage.get(kind, keyOf(ref))
    if (live === undefined) throw notFound({ ...kind, name: ref.name })
    if (options.uid !== undefined && options.uid !== live.metadata.uid) {
      const why = `UID in precondition: ${options.uid}, UID in object meta: ${live.metadata.uid}`
      throw conflict({ ...kind, name: ref.name }, `Precondition failed: ${why}`)
    }
    ask(kind, live, options.username, options.propagation)
    return markDeleted(kind, live, options.propagation ?? 'Background')
  }

  function ask(
    kind: Kind,
    live: KubeObject,
    username: string | undefined,
    propagation: Propagation | undefined
  ): void {
    const { name, namespace } = live.metadata
    const options = propagation === undefined ? {} : { propagationPolicy: propagation }
    admit({ operation: 'DELETE', kind, name, namespace, oldObject: live, username, options })
  }

  /** The garbage collector is asked like everyone; what it may not delete stays. */
  function collect(kind: Kind, live: KubeObject, propagation: Propagation): void {
    try {
      ask(kind, live, collector, propagation)
    } catch (error) {
      if (isApiError(error)) return
      throw error
    }
    markDeleted(kind, live, propagation)
  }

  /** Removes at once what nothing holds; everything else is Terminating from now on. */
  function markDeleted(kind: Kind, live: KubeObject, propagation: Propagation): KubeObject {
    const finalizers = withPropagation(live.metadata.finalizers ?? [], propagation)
    const isHeld = finalizers.length > 0 || kind.kind === 'Namespace'
    const isMarked = live.metadata.deletionTimestamp !== undefined
    if (!isHeld) return storage.remove(kind, live)
    if (isMarked && finalizers.length === (live.metadata.finalizers?.length ?? 0)) return live
    const metadata = isMarked ? live.metadata : { ...live.metadata, ...deletionOf(kind, live) }
    const next = {
      ...live,
      metadata: { ...metadata, ...(finalizers.length > 0 && { finalizers }) }
    }
    return storage.put(
      kind,
      kind.kind === 'Namespace' ? { ...next, status: { phase: 'Terminating' } } : next
    )
  }

  /** A deletion counts as a change of generation. */
  function deletionOf(kind: Kind, { metadata }: KubeObject): Partial<MetadataInput> {
    const marks = { deletionTimestamp: timestamp(clock.now()), deletionGracePeriodSeconds: 0 }
    return kind.hasGeneration ? { ...marks, generation: (metadata.generation ?? 0) + 1 } : marks
  }

  function replaceMetadata(kind: Kind, object: KubeObject, change: Partial<MetadataInput>): void {
    const metadata = Object.fromEntries(
      Object.entries({ ...object.metadata, ...change }).filter(
        ([, value]) => !Array.isArray(value) || value.length > 0
      )
    ) as KubeObject['metadata']
    const next = { ...object, metadata }
    const isGone = metadata.deletionTimestamp !== undefined && metadata.finalizers === undefined
    if (isGone && kind.kind !== 'Namespace') storage.remove(kind, next)
    else storage.put(kind, next)
  }

  const acts: CollectorActs = {
    delete: ({ kind, object }, propagation) => {
      const live = storage.get(kind, keyOf(refOf(object)))
      if (live?.metadata.uid === object.metadata.uid) collect(kind, live, propagation)
    },
    replaceMetadata: ({ kind, object }, change) => {
      const live = storage.get(kind, keyOf(refOf(object)))
      if (live?.metadata.uid === object.metadata.uid) replaceMetadata(kind, live, change)
    },
    removeNamespace: name => {
      const kind = kinds.of('v1', 'Namespace')
      const live = storage.get(kind, name)
      if (live?.metadata.deletionTimestamp !== undefined) storage.remove(kind, live)
    }
  }

  return { delete: deleteObject, acts }
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
