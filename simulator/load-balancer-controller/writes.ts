import type { ControllerStore } from '../api-store/controller-store.ts'
import type { JsonObject, KubeObject } from '../api-store/objects.ts'

const manager = 'gateway.k8s.aws/alb'
const username = 'system:serviceaccount:kube-system:aws-load-balancer-controller'

/** The stand-in's writes to the API. */
export type Writes = {
  /**
   * Adds a finalizer to an object or removes it, and returns the new object. Throws a 409 if the
   * object has changed since it was read.
   */
  setFinalizer: <T extends KubeObject>(
    object: T,
    finalizer: string,
    isWanted: boolean
  ) => Promise<T>
  /**
   * Replaces the status of an object, even if the object has changed since it was read. Throws a
   * 404 if the object is gone, and a 409 if another object has its name by now.
   */
  writeStatus: (object: KubeObject, status: JsonObject) => Promise<void>
}

export function createWrites(store: ControllerStore): Writes {
  async function setFinalizer<T extends KubeObject>(
    object: T,
    finalizer: string,
    isWanted: boolean
  ): Promise<T> {
    const finalizers = object.metadata.finalizers ?? []
    if (finalizers.includes(finalizer) === isWanted) return object
    const next = isWanted
      ? [...finalizers, finalizer]
      : finalizers.filter(name => name !== finalizer)
    return (await store.update(
      { ...object, metadata: { ...object.metadata, finalizers: next } },
      { manager, username }
    )) as T
  }

  async function writeStatus(object: KubeObject, status: JsonObject): Promise<void> {
    const { resourceVersion: _, ...metadata } = object.metadata
    await store.updateStatus({ ...object, metadata, status }, { manager, username })
  }

  return { setFinalizer, writeStatus }
}
