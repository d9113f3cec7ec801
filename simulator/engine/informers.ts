import type { Clock } from '../../hooks/clock.ts'
import type { ApiStore } from '../api-store/api-store.ts'
import type { Kind } from '../api-store/kinds.ts'
import { type KubeObject, keyOf } from '../api-store/objects.ts'
import type { WatchEvent } from '../api-store/storage.ts'

export type EventHandler = (event: WatchEvent) => void

/** A cache of all objects of a kind that follows the store, as late as the policy has it. */
export type Informer = {
  kind: Kind
  get: (key: string) => KubeObject | undefined
  /** All objects, or those of one namespace. */
  list: (namespace?: string) => readonly KubeObject[]
  ownedBy: (uid: string) => readonly KubeObject[]
  /** Objects that no controller owns. */
  orphans: () => readonly KubeObject[]
  /** Calls back with all that is there (as ADDED), then with each change. */
  subscribe: (handler: EventHandler) => () => void
}

export type InformerFactory = {
  /** The informer of a kind, shared by all controllers; undefined where the store does not serve that resource. */
  of: (apiVersion: string, resource: string) => Informer | undefined
  /** Whether events are on their way that a cache has not seen yet. */
  isBehind: () => boolean
  stop: () => void
}

export type InformerOptions = {
  store: ApiStore
  clock: Clock
  lagMilliseconds?: ((event: WatchEvent) => number) | undefined
}

/** Makes a factory; informers start at their first use. */
export function createInformers(options: InformerOptions): InformerFactory {
  const informers = new Map<string, ReturnType<typeof startInformer>>()
  function of(apiVersion: string, resource: string): Informer | undefined {
    const kind = options.store.kinds.byPlural(apiVersion, resource)
    if (kind === undefined) return undefined
    const id = `${apiVersion}/${resource}`
    const known = informers.get(id) ?? startInformer(kind, options)
    informers.set(id, known)
    return known.informer
  }
  return {
    of,
    isBehind: () => [...informers.values()].some(({ isBehind }) => isBehind()),
    stop: () => {
      for (const { stop } of informers.values()) stop()
    }
  }
}

function startInformer(kind: Kind, { store, clock, lagMilliseconds }: InformerOptions) {
  const cache = createCache()
  const handlers = new Set<EventHandler>()
  const late: { event: WatchEvent; at: number }[] = []
  const stopping = new AbortController()
  for (const object of store.list(kind)) cache.set(object)

  const unwatch = store.watch(event => {
    const lag = lagMilliseconds?.(event) ?? 0
    if (lag <= 0 && late.length === 0) {
      deliver(event)
      return
    }
    late.push({ event, at: Math.max(clock.now() + lag, late.at(-1)?.at ?? 0) })
    if (late.length === 1) void deliverLate()
  }, kind)

  /** One after another: an event never overtakes an earlier one. */
  async function deliverLate(): Promise<void> {
    for (let next = late[0]; next !== undefined; next = late[0]) {
      const wait = next.at - clock.now()
      if (wait > 0) await clock.sleep(wait, stopping.signal).catch(() => undefined)
      if (stopping.signal.aborted) return
      late.shift()
      deliver(next.event)
    }
  }

  /** Handlers are told what changed between what the cache held and what it holds now. */
  function deliver(event: WatchEvent): void {
    if (event.type === 'DELETED') cache.delete(event.object)
    else cache.set(event.object)
    for (const handler of [...handlers]) handler(event)
  }

  function subscribe(handler: EventHandler): () => void {
    for (const object of cache.list()) handler({ type: 'ADDED', object })
    handlers.add(handler)
    return () => void handlers.delete(handler)
  }

  const { get, list, ownedBy, orphans } = cache
  const informer: Informer = { kind, get, list, ownedBy, orphans, subscribe }
  function stop() {
    stopping.abort()
    unwatch()
    handlers.clear()
  }
  return { informer, stop, isBehind: () => late.length > 0 }
}

function createCache() {
  const objects = new Map<string, KubeObject>()
  const byOwner = new Map<string, Map<string, KubeObject>>()
  const orphans = new Map<string, KubeObject>()

  function roomOf(object: KubeObject): Map<string, KubeObject> {
    const controller = object.metadata.ownerReferences?.find(owner => owner.controller === true)
    if (controller === undefined) return orphans
    const room = byOwner.get(controller.uid) ?? new Map<string, KubeObject>()
    byOwner.set(controller.uid, room)
    return room
  }

  function set(object: KubeObject): void {
    const key = keyOf(object.metadata)
    const old = objects.get(key)
    if (old !== undefined) roomOf(old).delete(key)
    objects.set(key, object)
    roomOf(object).set(key, object)
  }

  function remove(object: KubeObject): void {
    const key = keyOf(object.metadata)
    const old = objects.get(key)
    if (old !== undefined) roomOf(old).delete(key)
    objects.delete(key)
  }

  function list(namespace?: string): readonly KubeObject[] {
    const all = [...objects.values()]
    return namespace === undefined
      ? all
      : all.filter(({ metadata }) => metadata.namespace === namespace)
  }

  return {
    set,
    delete: remove,
    list,
    get: (key: string) => objects.get(key),
    ownedBy: (uid: string) => [...(byOwner.get(uid)?.values() ?? [])],
    orphans: () => [...orphans.values()]
  }
}
