import type { Clock } from '../../hooks/clock.ts'
import { conflict, isConflict, notFound } from '../api-store/api-errors.ts'
import type { ApiStore } from '../api-store/api-store.ts'
import {
  copyJson,
  type JsonObject,
  type KubeObject,
  type ObjectInput,
  refOf,
  sameJson
} from '../api-store/objects.ts'
import type { FaultPolicy } from './types.ts'

/** client-go's `retry.DefaultBackoff`: four tries, 10 ms between the first two, five times as long each time. */
const tries = 4
const firstPauseMilliseconds = 10

/** The field manager that Metacontroller writes as where it does not apply. */
const updateManager = 'metacontroller'

/** Who Metacontroller is, for admission policies. */
export const username = 'system:serviceaccount:metacontroller:metacontroller'

export type Writes = {
  /** Adds or removes a finalizer on the live object; throws a 404 where it is gone or another one. */
  setFinalizer: (object: KubeObject, finalizer: string, isWanted: boolean) => Promise<KubeObject>
  setOwners: (object: KubeObject, change: OwnersChange) => Promise<KubeObject>
  /** Replaces the status where it differs; tells whether it wrote. */
  writeStatus: (parent: KubeObject, status: JsonObject) => Promise<boolean>
  /** Lets the time pass that a write takes. */
  pause: (verb: 'apply' | 'delete' | 'status' | 'finalizer', object: ObjectInput) => Promise<void>
}

type Owners = NonNullable<KubeObject['metadata']['ownerReferences']>
type OwnersChange = (owners: Owners) => Owners

export type WritesOptions = {
  controller: string
  store: ApiStore
  clock: Clock
  policy: FaultPolicy
}

/** The writes of a controller to its parents and children that are read first, live, and tried again on a conflict. */
export function createWrites({ controller, store, clock, policy }: WritesOptions): Writes {
  async function pause(
    verb: 'apply' | 'delete' | 'status' | 'finalizer',
    object: ObjectInput
  ): Promise<void> {
    const milliseconds = policy.writeMilliseconds?.({ verb, ref: refOf(object) }) ?? 0
    if (milliseconds > 0) await clock.sleep(milliseconds)
  }

  /** Never touches an object that took the place of the one meant. */
  function liveOf(object: KubeObject): KubeObject {
    const live = store.read(refOf(object))
    if (live.metadata.uid === object.metadata.uid) return live
    throw notFound({
      ...store.kinds.of(object.apiVersion, object.kind),
      name: object.metadata.name
    })
  }

  async function changeMetadata(
    object: KubeObject,
    change: (metadata: KubeObject['metadata']) => Partial<KubeObject['metadata']> | undefined
  ): Promise<KubeObject> {
    return retryOnConflict(clock, async () => {
      const live = liveOf(object)
      const changed = change(live.metadata)
      if (changed === undefined) return live
      await pause('finalizer', object)
      return store.update(
        { ...live, metadata: { ...live.metadata, ...changed } },
        { manager: updateManager, username }
      )
    })
  }

  function setFinalizer(
    object: KubeObject,
    finalizer: string,
    isWanted: boolean
  ): Promise<KubeObject> {
    return changeMetadata(object, ({ finalizers = [] }) => {
      if (finalizers.includes(finalizer) === isWanted) return undefined
      return {
        finalizers: isWanted
          ? [...finalizers, finalizer]
          : finalizers.filter(name => name !== finalizer)
      }
    })
  }

  function setOwners(object: KubeObject, change: OwnersChange): Promise<KubeObject> {
    return changeMetadata(object, ({ ownerReferences = [] }) => ({
      ownerReferences: change(ownerReferences)
    }))
  }

  function writeStatus(parent: KubeObject, status: JsonObject): Promise<boolean> {
    const wanted = { ...status, observedGeneration: parent.metadata.generation }
    return retryOnConflict(clock, async attempt => {
      const live = liveOf(parent)
      if (sameJson(live.status, wanted)) return false
      await pause('status', parent)
      if (policy.conflictStatusWrite?.({ controller, parent, attempt })) {
        throw conflict(
          { ...store.kinds.of(parent.apiVersion, parent.kind), name: parent.metadata.name },
          'the object has been modified'
        )
      }
      store.updateStatus(
        { ...live, status: copyJson(wanted) },
        { manager: updateManager, username }
      )
      return true
    })
  }

  return { setFinalizer, setOwners, writeStatus, pause }
}

async function retryOnConflict<T>(clock: Clock, act: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act(attempt)
    } catch (error) {
      if (!isConflict(error) || attempt === tries) throw error
      await clock.sleep(firstPauseMilliseconds * 5 ** (attempt - 1))
    }
  }
}
