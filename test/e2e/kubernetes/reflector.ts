import { setTimeout as sleep } from 'node:timers/promises'
import type { ServedKind } from '../../../simulator/api-store/controller-store.ts'
import { type KubeObject, keyOf } from '../../../simulator/api-store/objects.ts'
import type { Watcher } from '../../../simulator/api-store/watchers.ts'
import type { Connection } from './connection.ts'
import { pathOf } from './served-kinds.ts'

/** A copy of all objects of a kind, which follows the API server. */
export type Reflector = {
  objects: ReadonlyMap<string, KubeObject>
  watchers: Set<Watcher>
  /** Resolves when the first list is there. Rejects if it is refused. */
  ready: Promise<void>
  stop: () => void
}

type Following = {
  kind: ServedKind
  connection: Connection
  objects: Map<string, KubeObject>
  watchers: Set<Watcher>
  stopping: AbortController
}

type List = { metadata: { resourceVersion: string }; items: readonly KubeObject[] }
type Event = { type: string; object: KubeObject }

/** The pause before a lost watch begins again, in milliseconds. */
const pauseMs = 200

/** Starts to follow a kind. */
export function startReflector(kind: ServedKind, connection: Connection): Reflector {
  const [objects, watchers] = [new Map<string, KubeObject>(), new Set<Watcher>()]
  const stopping = new AbortController()
  const following = { kind, connection, objects, watchers, stopping }
  const listed = list(following)
  const ready = listed.then(() => undefined)
  void listed.then(version => follow(following, version)).catch(() => undefined)
  return { objects, watchers, ready, stop: () => stopping.abort() }
}

/** Watches until it is stopped. After an end, such as 410 Gone, it lists and watches again. */
async function follow(following: Following, from: string): Promise<void> {
  const { stopping } = following
  for (let version = from; !stopping.signal.aborted; ) {
    await watch(following, version).catch(() => undefined)
    if (stopping.signal.aborted) return
    await sleep(pauseMs)
    version = await list(following).catch(() => version)
  }
}

async function watch(following: Following, from: string): Promise<void> {
  const { connection, kind, stopping } = following
  const path = `${pathOf(kind)}?resourceVersion=${from}`
  await connection.watch(path, stopping.signal, event => {
    const { type, object } = event as Event
    if (type === 'ADDED' || type === 'MODIFIED') put(following, object)
    else if (type === 'DELETED') remove(following, object)
  })
}

/** Takes over all objects. @returns the version from which to watch */
async function list(following: Following): Promise<string> {
  const { connection, kind, objects } = following
  const { metadata, items } = (await connection.request('GET', pathOf(kind))) as List
  const { apiVersion, kind: name } = kind
  const found = items.map(item => ({ ...item, apiVersion, kind: name }))
  const keys = new Set(found.map(object => keyOf(object.metadata)))
  for (const [key, object] of [...objects]) if (!keys.has(key)) remove(following, object)
  for (const object of found) put(following, object)
  return metadata.resourceVersion
}

function put({ objects, watchers }: Following, object: KubeObject): void {
  const key = keyOf(object.metadata)
  const old = objects.get(key)
  if (old?.metadata.resourceVersion === object.metadata.resourceVersion) return
  objects.set(key, object)
  if (old === undefined) tell(watchers, { type: 'ADDED', object })
  else tell(watchers, { type: 'MODIFIED', object, old })
}

function remove({ objects, watchers }: Following, object: KubeObject): void {
  objects.delete(keyOf(object.metadata))
  tell(watchers, { type: 'DELETED', object })
}

function tell(watchers: ReadonlySet<Watcher>, event: Parameters<Watcher>[0]): void {
  for (const watcher of [...watchers]) watcher(event)
}
