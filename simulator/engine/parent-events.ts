import {
  controllerOf,
  type KubeObject,
  keyOf,
  type OwnerReference,
  sameJson
} from '../api-store/objects.ts'
import { matchesSelector } from '../api-store/selectors.ts'
import type { WatchEvent } from '../api-store/storage.ts'
import { childSelector } from './claiming.ts'
import type { Informer } from './informers.ts'
import { isBeingDeleted, isSynced } from './parents.ts'
import type { CompositeController } from './types.ts'

/** What is needed to turn events into parents to sync. */
export type ParentEvents = {
  controller: CompositeController
  parents: Informer
  /** Adds a parent to the work queue, by its key. */
  add: (key: string) => void
}

/** Queues a parent, unless the controller does not sync it. */
export function enqueueParent(parent: KubeObject, { controller, add }: ParentEvents): void {
  if (isSynced(parent, controller)) add(keyOf(parent.metadata))
}

/** Queues the parent that an event is about. */
export function onParentEvent({ object, old }: WatchEvent, events: ParentEvents): void {
  const { ignoreStatusChanges } = events.controller.spec.parentResource
  const isIgnored = ignoreStatusChanges && old !== undefined && differsInStatusOnly(old, object)
  if (!isIgnored) enqueueParent(object, events)
}

/** Metacontroller compares generation, labels and annotations. A deletion always counts. */
function differsInStatusOnly(old: KubeObject, current: KubeObject): boolean {
  const [before, after] = [old.metadata, current.metadata]
  return (
    before.generation === after.generation &&
    sameJson(before.labels, after.labels) &&
    sameJson(before.annotations, after.annotations) &&
    !isBeingDeleted(current)
  )
}

/** Queues the parent that owns the child, or every parent that might adopt an orphan. */
export function onChildEvent({ type, object }: WatchEvent, events: ParentEvents): void {
  const owner = controllerOf(object)
  if (owner !== undefined) {
    const parent = parentOf(owner, object, events.parents)
    if (parent !== undefined) enqueueParent(parent, events)
    return
  }
  if (type === 'DELETED' || isBeingDeleted(object)) return
  for (const parent of events.parents.list())
    if (mightAdopt(parent, object, events)) enqueueParent(parent, events)
}

function parentOf(
  owner: OwnerReference,
  child: KubeObject,
  { kind, get }: Informer
): KubeObject | undefined {
  if (owner.kind !== kind.kind || groupIn(owner.apiVersion) !== groupIn(kind.apiVersion)) return
  const namespace = kind.isNamespaced ? child.metadata.namespace : undefined
  const parent = get(keyOf({ namespace, name: owner.name }))
  return parent?.metadata.uid === owner.uid ? parent : undefined
}

function groupIn(apiVersion: string): string | undefined {
  return apiVersion.split('/')[0]
}

function mightAdopt(
  parent: KubeObject,
  child: KubeObject,
  { controller, parents }: ParentEvents
): boolean {
  const isElsewhere = parent.metadata.namespace !== child.metadata.namespace
  if (parents.kind.isNamespaced && isElsewhere) return false
  try {
    return matchesSelector(childSelector(controller, parent), child.metadata.labels)
  } catch {
    // a parent without a usable selector adopts nothing; its own sync reports the reason
    return false
  }
}
