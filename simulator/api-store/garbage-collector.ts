import type { Clock } from '../../hooks/clock.ts'
import type { Stored } from './object-index.ts'
import type { KubeObject } from './objects.ts'
import type { Storage } from './storage.ts'
import type { WatchEvent } from './watchers.ts'

/** What becomes of an object's dependents when the object is deleted. */
export type Propagation = 'Background' | 'Foreground' | 'Orphan'

/**
 * The finalizers with which the API server leaves an object to the garbage collector:
 * `foregroundDeletion` for the propagation Foreground, `orphan` for Orphan.
 */
export const foregroundDeletion = 'foregroundDeletion'
export const orphanDependents = 'orphan'

/** What the garbage collector may do to objects. */
export type CollectorActs = {
  delete: (stored: Stored, propagation: Propagation) => void
  replaceMetadata: (stored: Stored, change: Partial<KubeObject['metadata']>) => void
  /** Removes a namespace if it is Terminating. */
  removeNamespace: (name: string) => void
}

type Collector = { storage: Storage; acts: CollectorActs }

export type CollectorOptions = Collector & { clock: Clock; delayMilliseconds: number }

/**
 * Starts the stand-in for two parts of kube-controller-manager: the garbage collector and the
 * namespace controller. As in a real cluster, the stand-in handles a change a little later than the
 * client gets its answer.
 * @returns the function that stops the stand-in
 */
export function startGarbageCollector(options: CollectorOptions): () => void {
  const { storage, clock, delayMilliseconds } = options
  let isStopped = false
  const unwatch = storage.watch(undefined, event => {
    if (!isAffected(event)) return
    void clock.sleep(delayMilliseconds).then(() => {
      if (!isStopped) handle(options, event)
    })
  })
  return () => {
    isStopped = true
    unwatch()
  }
}

function isAffected({ type, object }: WatchEvent): boolean {
  const { deletionTimestamp, ownerReferences } = object.metadata
  if (type === 'DELETED' || deletionTimestamp !== undefined) return true
  return type === 'ADDED' && ownerReferences !== undefined
}

function handle(collector: Collector, { type, object }: WatchEvent): void {
  const { deletionTimestamp, ownerReferences = [], namespace, uid } = object.metadata
  if (type === 'DELETED') collectDependents(collector, uid)
  else collectIfOrphaned(collector, object)
  if (deletionTimestamp !== undefined) finishDeletion(collector, object)
  for (const owner of ownerReferences) deleteDependents(collector, owner.uid)
  if (namespace !== undefined && type === 'DELETED') finishNamespace(collector, namespace)
}

function collectDependents(collector: Collector, uid: string): void {
  for (const dependent of collector.storage.dependentsOf(uid)) collect(collector, dependent)
}

/**
 * Deletes an object if all its owners are gone. If only some are gone, removes the references to
 * those.
 */
function collect({ storage, acts }: Collector, dependent: Stored): void {
  const owners = dependent.object.metadata.ownerReferences ?? []
  const present = owners.filter(owner => storage.byUid(owner.uid) !== undefined)
  if (present.length === 0) acts.delete(dependent, 'Background')
  else if (present.length < owners.length)
    acts.replaceMetadata(dependent, { ownerReferences: present })
}

function collectIfOrphaned(collector: Collector, { metadata }: KubeObject): void {
  for (const owner of metadata.ownerReferences ?? []) {
    const isGone = collector.storage.byUid(owner.uid) === undefined
    if (isGone) collectDependents(collector, owner.uid)
  }
}

function finishDeletion(collector: Collector, { kind, metadata }: KubeObject): void {
  const { name, uid, finalizers = [] } = metadata
  if (kind === 'Namespace') emptyNamespace(collector, name)
  if (finalizers.includes(orphanDependents)) orphan(collector, uid)
  if (finalizers.includes(foregroundDeletion)) deleteDependents(collector, uid)
}

/**
 * Carries on the foreground deletion of an owner: deletes its dependents. The owner stays until all
 * dependents with `blockOwnerDeletion` are gone.
 */
function deleteDependents({ storage, acts }: Collector, ownerUid: string): void {
  const owner = storage.byUid(ownerUid)
  if (!owner?.object.metadata.finalizers?.includes(foregroundDeletion)) return
  for (const dependent of storage.dependentsOf(ownerUid)) {
    if (dependent.object.metadata.deletionTimestamp === undefined)
      acts.delete(dependent, 'Foreground')
  }
  const isBlocked = storage.dependentsOf(ownerUid).some(({ object }) => blocks(object, ownerUid))
  if (!isBlocked) removeFinalizer(acts, owner, foregroundDeletion)
}

function blocks({ metadata }: KubeObject, ownerUid: string): boolean {
  const owners = metadata.ownerReferences ?? []
  return owners.some(({ uid, blockOwnerDeletion }) => uid === ownerUid && blockOwnerDeletion)
}

/**
 * Removes the references to an owner from all its dependents, and then the owner's finalizer
 * `orphan`.
 */
function orphan({ storage, acts }: Collector, ownerUid: string): void {
  for (const dependent of storage.dependentsOf(ownerUid)) {
    const owners = dependent.object.metadata.ownerReferences ?? []
    const ownerReferences = owners.filter(({ uid }) => uid !== ownerUid)
    acts.replaceMetadata(dependent, { ownerReferences })
  }
  const owner = storage.byUid(ownerUid)
  if (owner !== undefined) removeFinalizer(acts, owner, orphanDependents)
}

function removeFinalizer(acts: CollectorActs, stored: Stored, finalizer: string): void {
  const finalizers = stored.object.metadata.finalizers ?? []
  acts.replaceMetadata(stored, { finalizers: finalizers.filter(name => name !== finalizer) })
}

function emptyNamespace(collector: Collector, name: string): void {
  for (const stored of collector.storage.inNamespace(name)) {
    const isMarked = stored.object.metadata.deletionTimestamp !== undefined
    if (!isMarked) collector.acts.delete(stored, 'Background')
  }
  finishNamespace(collector, name)
}

function finishNamespace({ storage, acts }: Collector, name: string): void {
  if (storage.inNamespace(name).length === 0) acts.removeNamespace(name)
}
