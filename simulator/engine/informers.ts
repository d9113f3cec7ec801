import type { Clock } from '../../hooks/clock.ts'
import type { ControllerStore, ServedKind } from '../api-store/controller-store.ts'
import type { KubeObject } from '../api-store/objects.ts'
import type { WatchEvent } from '../api-store/storage.ts'
import {
  createObjectCache,
  deleteObject,
  listObjects,
  type ObjectCache,
  setObject
} from './object-cache.ts'
import type { ResourceRule } from './types.ts'

export type EventHandler = (event: WatchEvent) => void

/** A cache of all objects of a kind. It follows the store with the lag that the policy sets. */
export type Informer = {
  kind: ServedKind
  get: (key: string) => KubeObject | undefined
  /** All objects, or those of one namespace. */
  list: (namespace?: string) => readonly KubeObject[]
  ownedBy: (uid: string) => readonly KubeObject[]
  /** The objects that no controller owns. */
  orphans: () => readonly KubeObject[]
  /** Calls the handler with each cached object as ADDED, then with each change. */
  subscribe: (handler: EventHandler) => () => void
}

export type InformerFactory = {
  /** Resolves when the informer of a resource would start with all objects of the resource. */
  load: (apiVersion: string, resource: string) => Promise<void> | undefined
  /**
   * The informer of a resource, shared by all controllers.
   * `undefined` when the store does not serve the resource.
   */
  of: (apiVersion: string, resource: string) => Informer | undefined
  /** Whether a cache has still to see an event. */
  isBehind: () => boolean
  stop: () => void
}

export type InformerOptions = {
  store: ControllerStore
  clock: Clock
  lagMilliseconds?: ((event: WatchEvent) => number) | undefined
}

type RunningInformer = { informer: Informer; isBehind: () => boolean; stop: () => void }

/** Makes a factory. An informer starts when it is first asked for. */
export function createInformers(options: InformerOptions): InformerFactory {
  const informers = new Map<string, RunningInformer>()
  function of(apiVersion: string, resource: string): Informer | undefined {
    const kind = options.store.kinds.byPlural(apiVersion, resource)
    if (kind === undefined) return undefined
    const id = `${apiVersion}/${resource}`
    const running = informers.get(id) ?? startInformer(kind, options)
    informers.set(id, running)
    return running.informer
  }
  return {
    load: (apiVersion, resource) => options.store.load?.(apiVersion, resource),
    of,
    isBehind: () => [...informers.values()].some(({ isBehind }) => isBehind()),
    stop: () => {
      for (const { stop } of informers.values()) stop()
    }
  }
}

/** The informer of a resource. Throws when the store does not serve the resource. */
export function informerOf(
  informers: InformerFactory,
  { apiVersion, resource }: ResourceRule
): Informer {
  const informer = informers.of(apiVersion, resource)
  if (informer !== undefined) return informer
  throw new Error(`discovery: can't find resource ${resource} in apiVersion ${apiVersion}`)
}

/** A cache that follows the store, and the events that it has not seen yet. */
type Follower = {
  readonly cache: ObjectCache
  readonly handlers: Set<EventHandler>
  readonly delayed: { event: WatchEvent; dueAt: number }[]
  readonly stopping: AbortController
  readonly clock: Clock
}

function startInformer(kind: ServedKind, options: InformerOptions): RunningInformer {
  const { store, clock } = options
  const follower: Follower = {
    cache: createObjectCache(),
    handlers: new Set(),
    delayed: [],
    stopping: new AbortController(),
    clock
  }
  for (const object of store.list(kind)) setObject(follower.cache, object)
  const unwatch = store.watch(event => {
    receive(follower, event, options.lagMilliseconds?.(event) ?? 0)
  }, kind)
  return {
    informer: informerOver(kind, follower),
    isBehind: () => follower.delayed.length > 0,
    stop: () => {
      follower.stopping.abort()
      unwatch()
      follower.handlers.clear()
    }
  }
}

function informerOver(kind: ServedKind, { cache, handlers }: Follower): Informer {
  return {
    kind,
    get: key => cache.objects.get(key),
    list: namespace => listObjects(cache, namespace),
    ownedBy: uid => [...(cache.byOwner.get(uid)?.values() ?? [])],
    orphans: () => [...cache.orphans.values()],
    subscribe: handler => {
      for (const object of listObjects(cache)) handler({ type: 'ADDED', object })
      handlers.add(handler)
      return () => void handlers.delete(handler)
    }
  }
}

/** Delivers an event now, or after its lag. An event never overtakes an earlier event. */
function receive(follower: Follower, event: WatchEvent, lagMilliseconds: number): void {
  const { delayed, clock } = follower
  if (lagMilliseconds <= 0 && delayed.length === 0) {
    deliver(follower, event)
    return
  }
  const dueAt = Math.max(clock.now() + lagMilliseconds, delayed.at(-1)?.dueAt ?? 0)
  delayed.push({ event, dueAt })
  if (delayed.length === 1) void deliverDelayed(follower)
}

async function deliverDelayed(follower: Follower): Promise<void> {
  const { delayed, clock, stopping } = follower
  for (let next = delayed[0]; next !== undefined; next = delayed[0]) {
    const milliseconds = next.dueAt - clock.now()
    if (milliseconds > 0) await clock.sleep(milliseconds, stopping.signal).catch(() => undefined)
    if (stopping.signal.aborted) return
    delayed.shift()
    deliver(follower, next.event)
  }
}

/** Handlers run after the cache has changed, so that they find the new object in it. */
function deliver({ cache, handlers }: Follower, event: WatchEvent): void {
  if (event.type === 'DELETED') deleteObject(cache, event.object)
  else setObject(cache, event.object)
  for (const handler of [...handlers]) handler(event)
}
