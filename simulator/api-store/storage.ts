import type { Kind } from './kinds.ts'
import { freeze, type KubeObject, keyOf, type ObjectInput } from './objects.ts'

/** What happened to an object; `old` is what it was before. */
export type WatchEvent = {
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  object: KubeObject
  old?: KubeObject
}

export type Watcher = (event: WatchEvent) => void

/** The objects of all kinds, indexed by kind, by namespace and by owner, with their watchers. */
export type Storage = {
  get: (kind: Kind, key: string) => KubeObject | undefined
  /** Objects of a kind, of one namespace if given, in the order in which they were created. */
  list: (kind: Kind, namespace?: string) => readonly KubeObject[]
  /** Writes an object with the next resourceVersion, tells the watchers, and returns it frozen. */
  put: (kind: Kind, object: ObjectInput) => KubeObject
  remove: (kind: Kind, object: KubeObject) => KubeObject
  /** Objects that name this uid among their owners. */
  dependentsOf: (uid: string) => readonly Stored[]
  /** The object with this uid. */
  byUid: (uid: string) => Stored | undefined
  /** Everything in a namespace. */
  inNamespace: (namespace: string) => readonly Stored[]
  watch: (kind: Kind | undefined, watcher: Watcher) => () => void
}

export type Stored = { kind: Kind; object: KubeObject }

type Room = Map<string, Stored>

/** Makes an empty storage. Versions of one kind share their objects, which are given out in the version asked for. */
export function createStorage(): Storage {
  const rooms = new Map<string, Room>()
  const byUid = new Map<string, Stored>()
  const byOwner = new Map<string, Map<string, Stored>>()
  const byNamespace = new Map<string, Map<string, Stored>>()
  const watchers = new Set<{ kind: Kind | undefined; watcher: Watcher }>()
  const pending: { kind: Kind; event: WatchEvent }[] = []
  let isTelling = false
  let version = 0

  function roomOf(kind: Kind): Room {
    return getOrMake(rooms, `${kind.group}/${kind.plural}`, () => new Map<string, Stored>())
  }

  function index(stored: Stored, isThere: boolean): void {
    const { uid, namespace, ownerReferences = [] } = stored.object.metadata
    const lists = ownerReferences.map(owner =>
      getOrMake(byOwner, owner.uid, () => new Map<string, Stored>())
    )
    if (namespace !== undefined)
      lists.push(getOrMake(byNamespace, namespace, () => new Map<string, Stored>()))
    for (const list of [byUid, ...lists]) {
      if (isThere) list.set(uid, stored)
      else list.delete(uid)
    }
  }

  function put(kind: Kind, object: ObjectInput): KubeObject {
    const room = roomOf(kind)
    const key = keyOf(object.metadata)
    const old = room.get(key)
    const metadata = { ...object.metadata, resourceVersion: String(++version) }
    const stored = { kind, object: freeze({ ...object, metadata } as KubeObject) }
    if (old !== undefined) index(old, false)
    room.set(key, stored)
    index(stored, true)
    if (old === undefined) tell(kind, { type: 'ADDED', object: stored.object })
    else tell(kind, { type: 'MODIFIED', object: stored.object, old: old.object })
    return stored.object
  }

  function remove(kind: Kind, object: KubeObject): KubeObject {
    const metadata = { ...object.metadata, resourceVersion: String(++version) }
    const last = freeze({ ...object, metadata })
    const key = keyOf(object.metadata)
    const stored = roomOf(kind).get(key)
    if (stored !== undefined) index(stored, false)
    roomOf(kind).delete(key)
    tell(kind, { type: 'DELETED', object: last, old: stored?.object ?? object })
    return last
  }

  /** A watcher may write: what it causes is told after what it was told, to everyone in the same order. */
  function tell(kind: Kind, event: WatchEvent): void {
    pending.push({ kind, event })
    if (isTelling) return
    isTelling = true
    try {
      for (let next = pending.shift(); next !== undefined; next = pending.shift())
        tellAll(next.kind, next.event)
    } finally {
      isTelling = false
    }
  }

  function tellAll(kind: Kind, event: WatchEvent): void {
    for (const { kind: wanted, watcher } of [...watchers]) {
      if (wanted === undefined) watcher(event)
      else if (wanted.group === kind.group && wanted.kind === kind.kind)
        watcher(eventIn(event, wanted))
    }
  }

  function list(kind: Kind, namespace?: string): readonly KubeObject[] {
    const found: KubeObject[] = []
    for (const { object } of roomOf(kind).values()) {
      if (namespace === undefined || object.metadata.namespace === namespace)
        found.push(inVersion(object, kind))
    }
    return found
  }

  return {
    put,
    remove,
    list,
    get: (kind, key) => inVersionIfAny(roomOf(kind).get(key)?.object, kind),
    byUid: uid => byUid.get(uid),
    dependentsOf: uid => [...(byOwner.get(uid)?.values() ?? [])],
    inNamespace: namespace => [...(byNamespace.get(namespace)?.values() ?? [])],
    watch: (kind, watcher) => {
      const entry = { kind, watcher }
      watchers.add(entry)
      return () => void watchers.delete(entry)
    }
  }
}

const views = new WeakMap<KubeObject, Map<string, KubeObject>>()

/** The object as another version of its kind shows it: the same but for its apiVersion, and the same each time. */
function inVersion(object: KubeObject, kind: Kind): KubeObject {
  if (object.apiVersion === kind.apiVersion) return object
  const known = views.get(object) ?? new Map<string, KubeObject>()
  views.set(object, known)
  return getOrMake(known, kind.apiVersion, () => freeze({ ...object, apiVersion: kind.apiVersion }))
}

function inVersionIfAny(object: KubeObject | undefined, kind: Kind): KubeObject | undefined {
  return object === undefined ? undefined : inVersion(object, kind)
}

function eventIn(event: WatchEvent, kind: Kind): WatchEvent {
  const object = inVersion(event.object, kind)
  return event.old === undefined
    ? { ...event, object }
    : { ...event, object, old: inVersion(event.old, kind) }
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
