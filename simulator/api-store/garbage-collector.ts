import type { Clock } from '../../hooks/clock.ts'
import type { KubeObject } from './objects.ts'
import type { Storage, Stored } from './storage.ts'

/** How an object's dependents are treated when it is deleted. */
export type Propagation = 'Background' | 'Foreground' | 'Orphan'

/** Finalizers with which the API server hands an object to the garbage collector. */
export const foregroundDeletion = 'foregroundDeletion'
export const orphanDependents = 'orphan'

/** What the collector may do to objects. */
export type CollectorActs = {
  delete: (stored: Stored, propagation: Propagation) => void
  replaceMetadata: (stored: Stored, change: Partial<KubeObject['metadata']>) => void
  /** Removes a namespace if it is Terminating: its last object is gone. */
  removeNamespace: (name: string) => void
}

export type CollectorOptions = {
  storage: Storage
  clock: Clock
  delayMilliseconds: number
  acts: CollectorActs
}

/**
 * Starts the stand-in for the garbage collector and the namespace controller of kube-controller-manager.
 * Each change is looked at a little later, on the clock, as the real ones do it: after the client has its answer.
 * Returns the function that stops it.
 */
export function startGarbageCollector({
  storage,
  clock,
  delayMilliseconds,
  acts
}: CollectorOptions): () => void {
  let isStopped = false

  const unwatch = storage.watch(undefined, ({ type, object }) => {
    const { deletionTimestamp, ownerReferences, namespace, uid } = object.metadata
    const isAffected =
      type === 'DELETED' ||
      deletionTimestamp !== undefined ||
      (type === 'ADDED' && ownerReferences !== undefined)
    if (!isAffected) return
    void clock.sleep(delayMilliseconds).then(() => {
      if (isStopped) return
      if (type === 'DELETED') collectDependents(uid)
      else collectIfOrphaned(object)
      if (deletionTimestamp !== undefined) finishDeletion(object)
      for (const owner of ownerReferences ?? []) deleteDependents(owner.uid)
      if (namespace !== undefined && type === 'DELETED') finishNamespace(namespace)
    })
  })

  function collectDependents(uid: string): void {
    for (const dependent of storage.dependentsOf(uid)) collect(dependent)
  }

  /** Deletes an object whose owners are all gone; forgets the owners that are gone if some are left. */
  function collect(dependent: Stored): void {
    const owners = dependent.object.metadata.ownerReferences ?? []
    const present = owners.filter(owner => storage.byUid(owner.uid) !== undefined)
    if (present.length === 0) acts.delete(dependent, 'Background')
    else if (present.length < owners.length)
      acts.replaceMetadata(dependent, { ownerReferences: present })
  }

  function collectIfOrphaned({ metadata }: KubeObject): void {
    for (const owner of metadata.ownerReferences ?? [])
      if (storage.byUid(owner.uid) === undefined) collectDependents(owner.uid)
  }

  function finishDeletion({ kind, metadata }: KubeObject): void {
    if (kind === 'Namespace') emptyNamespace(metadata.name)
    if (metadata.finalizers?.includes(orphanDependents)) orphan(metadata.uid)
    if (metadata.finalizers?.includes(foregroundDeletion)) deleteDependents(metadata.uid)
  }

  /** Foreground: the owner stays until those dependents are gone that block its deletion. */
  function deleteDependents(ownerUid: string): void {
    const owner = storage.byUid(ownerUid)
    if (!owner?.object.metadata.finalizers?.includes(foregroundDeletion)) return
    const dependents = storage.dependentsOf(ownerUid)
    for (const dependent of dependents) {
      if (dependent.object.metadata.deletionTimestamp === undefined)
        acts.delete(dependent, 'Foreground')
    }
    const isBlocked = storage.dependentsOf(ownerUid).some(({ object }) => blocks(object, ownerUid))
    if (!isBlocked) withoutFinalizer(owner, foregroundDeletion)
  }

  function blocks({ metadata }: KubeObject, ownerUid: string): boolean {
    return (
      metadata.ownerReferences?.some(
        ({ uid, blockOwnerDeletion }) => uid === ownerUid && blockOwnerDeletion
      ) === true
    )
  }

  function orphan(ownerUid: string): void {
    for (const dependent of storage.dependentsOf(ownerUid)) {
      const owners =
        dependent.object.metadata.ownerReferences?.filter(({ uid }) => uid !== ownerUid) ?? []
      acts.replaceMetadata(dependent, { ownerReferences: owners })
    }
    const owner = storage.byUid(ownerUid)
    if (owner !== undefined) withoutFinalizer(owner, orphanDependents)
  }

  function withoutFinalizer(stored: Stored, finalizer: string): void {
    const finalizers = stored.object.metadata.finalizers?.filter(name => name !== finalizer) ?? []
    acts.replaceMetadata(stored, { finalizers })
  }

  function emptyNamespace(name: string): void {
    for (const stored of storage.inNamespace(name)) {
      if (stored.object.metadata.deletionTimestamp === undefined) acts.delete(stored, 'Background')
    }
    finishNamespace(name)
  }

  function finishNamespace(name: string): void {
    if (storage.inNamespace(name).length === 0) acts.removeNamespace(name)
  }

  return () => {
    isStopped = true
    unwatch()
  }
}
