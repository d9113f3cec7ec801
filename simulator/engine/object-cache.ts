import { controllerOf, type KubeObject, keyOf } from '../api-store/objects.ts'

type Objects = Map<string, KubeObject>

/** The objects of one kind by key, with an index of the controllers that own them. */
export type ObjectCache = {
  readonly objects: Objects
  readonly byOwner: Map<string, Objects>
  readonly orphans: Objects
}

/** Makes an empty cache. */
export function createObjectCache(): ObjectCache {
  return { objects: new Map(), byOwner: new Map(), orphans: new Map() }
}

/** Puts an object in, in place of the object with the same key. */
export function setObject(cache: ObjectCache, object: KubeObject): void {
  const key = keyOf(object.metadata)
  unindex(cache, key)
  cache.objects.set(key, object)
  siblingsOf(cache, object).set(key, object)
}

/** Takes an object out, by its key. */
export function deleteObject(cache: ObjectCache, object: KubeObject): void {
  const key = keyOf(object.metadata)
  unindex(cache, key)
  cache.objects.delete(key)
}

/** All objects, or those of one namespace. */
export function listObjects({ objects }: ObjectCache, namespace?: string): readonly KubeObject[] {
  const all = [...objects.values()]
  if (namespace === undefined) return all
  return all.filter(({ metadata }) => metadata.namespace === namespace)
}

function unindex(cache: ObjectCache, key: string): void {
  const object = cache.objects.get(key)
  if (object !== undefined) siblingsOf(cache, object).delete(key)
}

/** The objects with the same owner, or the orphans when no controller owns the object. */
function siblingsOf({ byOwner, orphans }: ObjectCache, object: KubeObject): Objects {
  const owner = controllerOf(object)
  if (owner === undefined) return orphans
  const siblings = byOwner.get(owner.uid) ?? new Map<string, KubeObject>()
  byOwner.set(owner.uid, siblings)
  return siblings
}
