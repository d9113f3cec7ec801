import type { Clock } from '../../hooks/clock.ts'
import { conflict, isConflict, notFound } from '../api-store/api-errors.ts'
import type { ControllerStore } from '../api-store/controller-store.ts'
import {
  copyJson,
  type JsonObject,
  type KubeObject,
  refOf,
  sameJson
} from '../api-store/objects.ts'
import type { ApiClient } from './api-client.ts'
import type { ApiPurpose, FaultPolicy } from './types.ts'

/** client-go's `retry.DefaultBackoff`: four attempts, with pauses of 10, 50 and 250 ms. */
const attempts = 4
const firstPauseMilliseconds = 10
const pauseFactor = 5

/** Metacontroller's field manager for updates. */
const updateManager = 'metacontroller'

/** Metacontroller's user name, for admission policies. */
export const username = 'system:serviceaccount:metacontroller:metacontroller'

/**
 * The writes of one controller that read the live object first and are repeated after a conflict.
 * They throw a 404 when the object is gone or another object has taken its place.
 */
export type Writes = {
  /** Adds or removes a finalizer. */
  setFinalizer: (object: KubeObject, finalizer: string, isWanted: boolean) => Promise<KubeObject>
  setOwners: (object: KubeObject, change: OwnersChange) => Promise<KubeObject>
  /** Replaces the status when it differs. Returns whether it was written. */
  writeStatus: (parent: KubeObject, status: JsonObject) => Promise<boolean>
}

type Metadata = KubeObject['metadata']
type Owners = NonNullable<Metadata['ownerReferences']>
type OwnersChange = (owners: Owners) => Owners

export type WritesOptions = {
  controller: string
  store: ControllerStore
  api: ApiClient
  clock: Clock
  policy: FaultPolicy
}

export function createWrites(options: WritesOptions): Writes {
  return {
    setFinalizer: (object, finalizer, isWanted) =>
      changeMetadata(options, 'finalizer', object, metadata =>
        withFinalizer(metadata, finalizer, isWanted)
      ),
    setOwners: (object, change) =>
      changeMetadata(options, 'owners', object, ({ ownerReferences = [] }) => ({
        ownerReferences: change(ownerReferences)
      })),
    writeStatus: (parent, status) => writeStatus(options, parent, status)
  }
}

/** Throws a 404 when another object of the same name has taken the place of the object. */
async function readLive(
  { api, store }: WritesOptions,
  purpose: ApiPurpose,
  object: KubeObject
): Promise<KubeObject> {
  await api.send('GET', purpose, object)
  const live = await store.read(refOf(object))
  if (live.metadata.uid === object.metadata.uid) return live
  throw notFound(errorSubject(store, object))
}

function errorSubject({ kinds }: ControllerStore, { apiVersion, kind, metadata }: KubeObject) {
  return { ...kinds.of(apiVersion, kind), name: metadata.name }
}

/** Writes what `change` returns. Writes nothing when it returns `undefined`. */
async function changeMetadata(
  options: WritesOptions,
  purpose: ApiPurpose,
  object: KubeObject,
  change: (metadata: Metadata) => Partial<Metadata> | undefined
): Promise<KubeObject> {
  return retryOnConflict(options.clock, async () => {
    const live = await readLive(options, purpose, object)
    const changes = change(live.metadata)
    if (changes === undefined) return live
    await options.api.send('PUT', purpose, object)
    const changed = { ...live, metadata: { ...live.metadata, ...changes } }
    return options.store.update(changed, { manager: updateManager, username })
  })
}

function withFinalizer(
  { finalizers = [] }: Metadata,
  finalizer: string,
  isWanted: boolean
): Partial<Metadata> | undefined {
  if (finalizers.includes(finalizer) === isWanted) return undefined
  if (isWanted) return { finalizers: [...finalizers, finalizer] }
  return { finalizers: finalizers.filter(name => name !== finalizer) }
}

function writeStatus(
  options: WritesOptions,
  parent: KubeObject,
  status: JsonObject
): Promise<boolean> {
  const { controller, store, api, clock, policy } = options
  const wanted = { ...status, observedGeneration: parent.metadata.generation }
  return retryOnConflict(clock, async attempt => {
    const live = await readLive(options, 'status', parent)
    if (sameJson(live.status, wanted)) return false
    await api.send('PUT', 'status', parent)
    if (policy.conflictStatusWrite?.({ controller, parent, attempt }))
      throw conflict(errorSubject(store, parent), 'the object has been modified')
    const changed = { ...live, status: copyJson(wanted) }
    await store.updateStatus(changed, { manager: updateManager, username })
    return true
  })
}

async function retryOnConflict<T>(clock: Clock, act: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act(attempt)
    } catch (error) {
      if (!isConflict(error) || attempt === attempts) throw error
      await clock.sleep(firstPauseMilliseconds * pauseFactor ** (attempt - 1))
    }
  }
}
