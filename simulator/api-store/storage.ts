import { defined } from '../../hooks/defined.ts'
import type { Kind } from './kinds.ts'
import { createObjectIndex, type ObjectIndex, type Stored } from './object-index.ts'
import { freeze, getOrCreate, type KubeObject, keyOf, type ObjectInput } from './objects.ts'
import { createWatchers, type WatchEvent, type Watcher } from './watchers.ts'

export type { WatchEvent, Watcher }

/** The objects of all kinds, and their watchers. */
export type Storage = Pick<ObjectIndex, 'byUid' | 'dependentsOf' | 'inNamespace'> & {
  get: (kind: Kind, key: string) => KubeObject | undefined
  /** The objects of a kind, of one namespace if given, in the order of their creation. */
  list: (kind: Kind, namespace?: string) => readonly KubeObject[]
  /** Stores an object with the next resourceVersion, tells the watchers, returns it frozen. */
  put: (kind: Kind, object: ObjectInput) => KubeObject
  remove: (kind: Kind, object: KubeObject) => KubeObject
  watch: (kind: Kind | undefined, watcher: Watcher) => () => void
}

type ByKey = Map<string, Stored>

/**
 * Makes an empty storage. All versions of a kind share their objects; an object is returned in the
 * version that the caller asks for.
 */
export function createStorage(): Storage {
  const byKind = new Map<string, ByKey>()
  const index = createObjectIndex()
  const watchers = createWatchers(eventInVersion)
  let version = 0

  function objectsOf(kind: Kind): ByKey {
    return getOrCreate(byKind, `${kind.group}/${kind.plural}`, () => new Map<string, Stored>())
  }

  function withNextVersion(object: ObjectInput): KubeObject {
    const metadata = { ...object.metadata, resourceVersion: String(++version) }
    return freeze({ ...object, metadata } as KubeObject)
  }

  function put(kind: Kind, input: ObjectInput): KubeObject {
    const objects = objectsOf(kind)
    const key = keyOf(input.metadata)
    const old = objects.get(key)
    const stored = { kind, object: withNextVersion(input) }
    if (old !== undefined) index.remove(old)
    objects.set(key, stored)
    index.add(stored)
    const { object } = stored
    if (old === undefined) watchers.notify(kind, { type: 'ADDED', object })
    else watchers.notify(kind, { type: 'MODIFIED', object, old: old.object })
    return object
  }

  function remove(kind: Kind, object: KubeObject): KubeObject {
    const last = withNextVersion(object)
    const key = keyOf(object.metadata)
    const stored = objectsOf(kind).get(key)
    if (stored !== undefined) index.remove(stored)
    objectsOf(kind).delete(key)
    watchers.notify(kind, { type: 'DELETED', object: last, old: stored?.object ?? object })
    return last
  }

  return {
    put,
    remove,
    list: (kind, namespace) => listIn(objectsOf(kind).values(), kind, namespace),
    get: (kind, key) => {
      const stored = objectsOf(kind).get(key)
      return stored && inVersion(stored.object, kind)
    },
    byUid: index.byUid,
    dependentsOf: index.dependentsOf,
    inNamespace: index.inNamespace,
    watch: watchers.add
  }
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

/** The object with the apiVersion of another version of its kind: the same object each time. */
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
