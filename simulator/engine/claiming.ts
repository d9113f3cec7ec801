import { isNotFound } from '../api-store/api-errors.ts'
import type { ControllerStore } from '../api-store/controller-store.ts'
import { controllerOf, type KubeObject, type OwnerReference, refOf } from '../api-store/objects.ts'
import { type LabelSelector, matchesSelector } from '../api-store/selectors.ts'
import type { ApiClient } from './api-client.ts'
import { messageOf } from './errors.ts'
import type { Informer } from './informers.ts'
import { groupOf, insert, type ObjectMap } from './object-map.ts'
import { isBeingDeleted } from './parents.ts'
import type { CompositeController } from './types.ts'
import type { Writes } from './writes.ts'

/** The label by which a generated selector finds children. */
export const controllerUid = 'controller-uid'

/**
 * The selector of a parent's children: a generated one by the parent's uid, or `spec.selector`.
 * Throws when `spec.selector` is empty.
 */
export function childSelector({ spec }: CompositeController, parent: KubeObject): LabelSelector {
  if (spec.generateSelector) return { matchLabels: { [controllerUid]: parent.metadata.uid } }
  const selector = (parent.spec?.selector ?? {}) as LabelSelector
  const { matchLabels = {}, matchExpressions = [] } = selector
  if (Object.keys(matchLabels).length + matchExpressions.length > 0) return selector
  throw new Error('.spec.selector must have either matchLabels, matchExpressions, or both')
}

/** The reference by which a parent owns its children. */
export function ownerReference({
  apiVersion,
  kind,
  metadata
}: KubeObject): Required<OwnerReference> {
  const { name, uid } = metadata
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }
}

export type Claiming = {
  controller: CompositeController
  children: readonly Informer[]
  store: ControllerStore
  api: ApiClient
  writes: Writes
}

/**
 * Finds a parent's children: the objects that it owns and selects. The parent adopts orphans that
 * it selects, and releases objects that it owns and no longer selects.
 * Throws when an adoption or a release failed, after all objects of the kind were tried.
 */
export async function claimChildren(parent: KubeObject, claiming: Claiming): Promise<ObjectMap> {
  const selector = childSelector(claiming.controller, parent)
  const map: ObjectMap = new Map()
  for (const informer of claiming.children) {
    groupOf(map, informer.kind)
    const errors: string[] = []
    for (const child of candidates(informer, parent)) {
      try {
        if (await claim(child, parent, selector, claiming)) insert(map, informer.kind, [child])
      } catch (error) {
        errors.push(messageOf(error))
      }
    }
    if (errors.length > 0)
      throw new Error(`can't claim ${informer.kind.kind} children: ${errors.join(', ')}`)
  }
  return map
}

/** A namespaced parent has children in its own namespace only. */
function candidates(informer: Informer, parent: KubeObject): readonly KubeObject[] {
  const { namespace, uid } = parent.metadata
  const all = [...informer.ownedBy(uid), ...informer.orphans()]
  if (namespace === undefined) return all
  return all.filter(({ metadata }) => metadata.namespace === namespace)
}

/** Returns whether the object is a child of the parent. */
async function claim(
  child: KubeObject,
  parent: KubeObject,
  selector: LabelSelector,
  claiming: Claiming
): Promise<boolean> {
  const isSelected = matchesSelector(selector, child.metadata.labels)
  if (controllerOf(child) !== undefined) {
    if (isSelected) return true
    if (!isBeingDeleted(parent)) await release(child, parent, claiming.writes)
    return false
  }
  if (!isSelected || isBeingDeleted(parent) || isBeingDeleted(child)) return false
  return adopt(child, parent, claiming)
}

/** Throws when the live parent is being deleted, or another object of its name has replaced it. */
async function adopt(
  child: KubeObject,
  parent: KubeObject,
  { store, api, writes }: Claiming
): Promise<boolean> {
  const { name, uid } = parent.metadata
  await api.send('GET', 'owners', parent)
  const live = await store.read(refOf(parent))
  const refusal = `can't adopt ${child.metadata.name}:`
  if (live.metadata.uid !== uid)
    throw new Error(`${refusal} original ${parent.kind} ${name} is gone`)
  if (isBeingDeleted(live))
    throw new Error(`${refusal} ${parent.kind} ${name} has just been deleted`)
  try {
    await writes.setOwners(child, owners => [
      ...owners.filter(owner => owner.uid !== uid),
      ownerReference(parent)
    ])
    return true
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

async function release(child: KubeObject, parent: KubeObject, writes: Writes): Promise<void> {
  const { uid } = parent.metadata
  try {
    await writes.setOwners(child, owners => owners.filter(owner => owner.uid !== uid))
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
