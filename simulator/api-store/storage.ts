import { defined } from '../../hooks/defined.ts'
import type { Kind } from './kinds.ts'
import { createObjectIndex, type ObjectIndex, type Stored } from './object-index.ts'
import { freeze, getOrCreate, type KubeObject, keyOf, type ObjectInput } from './objects.ts'
import { createWatchers, type WatchEvent, type Watcher, type Watchers } from './watchers.ts'

export type { WatchEvent, Watcher }

/** The objects of all kinds, and their watchers. */
export type Storage = Pick<ObjectIndex, 'byUid' | 'dependentsOf' | 'inNamespace'> & {
  get: (kind: Kind, key: string) => KubeObject | undefined
  /**
   * The objects of a kind, in the order of their creation. If a namespace is given, only the
   * objects in it.
   */
  list: (kind: Kind, namespace?: string) => readonly KubeObject[]
  /**
   * Gives an object the next resourceVersion, stores it, tells the watchers, and returns it frozen.
   */
  put: (kind: Kind, object: ObjectInput) => KubeObject
  remove: (kind: Kind, object: KubeObject) => KubeObject
  watch: (kind: Kind | undefined, watcher: Watcher) => () => void
}

type ByKey = Map<string, Stored>

type Parts = {
  byKind: Map<string, ByKey>
  index: ObjectIndex
  watchers: Watchers
  nextVersion: () => string
}

/**
 * Makes an empty storage. All versions of a kind share their objects. A caller gets an object in
 * the version of the kind that the caller asks for.
 */
export function createStorage(): Storage {
  let version = 0
  const byKind = new Map<string, ByKey>()
  const index = createObjectIndex()
  const watchers = createWatchers(eventInVersion)
  const parts = { byKind, index, watchers, nextVersion: () => String(++version) }
  return {
    put: (kind, object) => put(parts, kind, object),
    remove: (kind, object) => remove(parts, kind, object),
    list: (kind, namespace) => listIn(objectsOf(byKind, kind).values(), kind, namespace),
    get: (kind, key) => {
      const stored = objectsOf(byKind, kind).get(key)
      return stored && inVersion(stored.object, kind)
    },
    byUid: index.byUid,
    dependentsOf: index.dependentsOf,
    inNamespace: index.inNamespace,
    watch: watchers.add
  }
}

function objectsOf(byKind: Map<string, ByKey>, { group, plural }: Kind): ByKey {
  return getOrCreate(byKind, `${group}/${plural}`, () => new Map<string, Stored>())
}

function put({ byKind, index, watchers, nextVersion }: Parts, kind: Kind, input: ObjectInput) {
  const objects = objectsOf(byKind, kind)
  const key = keyOf(input.metadata)
  const old = objects.get(key)
  const object = withVersion(input, nextVersion())
  const stored = { kind, object }
  if (old !== undefined) index.remove(old)
  objects.set(key, stored)
  index.add(stored)
  if (old === undefined) watchers.notify(kind, { type: 'ADDED', object })
  else watchers.notify(kind, { type: 'MODIFIED', object, old: old.object })
  return object
}

function remove({ byKind, index, watchers, nextVersion }: Parts, kind: Kind, object: KubeObject) {
  const last = withVersion(object, nextVersion())
  const objects = objectsOf(byKind, kind)
  const key = keyOf(object.metadata)
  const stored = objects.get(key)
  if (stored !== undefined) index.remove(stored)
  objects.delete(key)
  watchers.notify(kind, { type: 'DELETED', object: last, old: stored?.object ?? object })
  return last
}

function withVersion(object: ObjectInput, resourceVersion: string): KubeObject {
  return freeze({ ...object, metadata: { ...object.metadata, resourceVersion } } as KubeObject)
}

function listIn(stored: Iterable<Stored>, kind: Kind, namespace?: string): readonly KubeObject[] {
  const found: KubeObject[] = []
  for (const { object } of stored) {
    if (namespace === undefined || object.metadata.namespace === namespace)
      found.push(inVersion(object, kind))
  }
  return found
}

const views = new WeakMap<KubeObject, Map<string, KubeObject>>()

/**
 * Returns an object with the apiVersion of another version of its kind. For the same object and
 * version, the result is always the same object.
 */
function inVersion(object: KubeObject, { apiVersion }: Kind): KubeObject {
  if (object.apiVersion === apiVersion) return object
  const byVersion = views.get(object) ?? new Map<string, KubeObject>()
  views.set(object, byVersion)
  return getOrCreate(byVersion, apiVersion, () => freeze({ ...object, apiVersion }))
}

function eventInVersion({ type, object, old }: WatchEvent, kind: Kind): WatchEvent {
  return {
    type,
    object: inVersion(object, kind),
    ...defined({ old: old && inVersion(old, kind) })
  }
}
