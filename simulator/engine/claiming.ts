import { isNotFound } from '../api-store/api-errors.ts'
import type { ApiStore } from '../api-store/api-store.ts'
import { controllerOf, type KubeObject, type OwnerReference, refOf } from '../api-store/objects.ts'
import { type LabelSelector, matchesSelector } from '../api-store/selectors.ts'
import type { Informer } from './informers.ts'
import { groupOf, insert, type ObjectMap } from './object-map.ts'
import type { CompositeController } from './types.ts'
import type { Writes } from './writes.ts'

/** The label by which a generated selector finds children. */
export const controllerUid = 'controller-uid'

/** The selector of a parent's children: by its uid, or its own `spec.selector`, which must not be empty. */
export function childSelector({ spec }: CompositeController, parent: KubeObject): LabelSelector {
  if (spec.generateSelector) return { matchLabels: { [controllerUid]: parent.metadata.uid } }
  const selector = (parent.spec?.selector ?? {}) as LabelSelector
  const isEmpty =
    Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0
  if (isEmpty)
    throw new Error('.spec.selector must have either matchLabels, matchExpressions, or both')
  return selector
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
  store: ApiStore
  writes: Writes
}

/**
 * Finds a parent's children: those it owns and selects, and orphans that it selects, which it adopts.
 * Releases those it owns and no longer selects. Throws, after all were tried, where an adoption or release failed.
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
        errors.push(error instanceof Error ? error.message : String(error))
      }
    }
    if (errors.length > 0)
      throw new Error(`can't claim ${informer.kind.kind} children: ${errors.join(', ')}`)
  }
  return map
}

/** A namespaced parent looks at its own namespace only. */
function candidates(informer: Informer, parent: KubeObject): readonly KubeObject[] {
  const { namespace, uid } = parent.metadata
  const all = [...informer.ownedBy(uid), ...informer.orphans()]
  return namespace === undefined
    ? all
    : all.filter(({ metadata }) => metadata.namespace === namespace)
}

async function claim(
  child: KubeObject,
  parent: KubeObject,
  selector: LabelSelector,
  claiming: Claiming
): Promise<boolean> {
  const isSelected = matchesSelector(selector, child.metadata.labels)
  const isLeaving = parent.metadata.deletionTimestamp !== undefined
  if (controllerOf(child) !== undefined) {
    if (isSelected) return true
    if (!isLeaving) await release(child, parent, claiming.writes)
    return false
  }
  if (!isSelected || isLeaving || child.metadata.deletionTimestamp !== undefined) return false
  return adopt(child, parent, claiming)
}

/** Adoption reads the parent live first: one that is being deleted, or another of its name, adopts nothing. */
async function adopt(
  child: KubeObject,
  parent: KubeObject,
  { store, writes }: Claiming
): Promise<boolean> {
  const { name, uid } = parent.metadata
  const live = store.read(refOf(parent))
  if (live.metadata.uid !== uid)
    throw new Error(`can't adopt ${child.metadata.name}: original ${parent.kind} ${name} is gone`)
  if (live.metadata.deletionTimestamp !== undefined) {
    throw new Error(
      `can't adopt ${child.metadata.name}: ${parent.kind} ${name} has just been deleted`
    )
  }
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
  try {
    await writes.setOwners(child, owners =>
      owners.filter(owner => owner.uid !== parent.metadata.uid)
    )
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
