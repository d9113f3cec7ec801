import type { ApiStore } from '../api-store/api-store.ts'
import type { JsonObject, KubeObject } from '../api-store/objects.ts'

const manager = 'gateway.k8s.aws/alb'
const username = 'system:serviceaccount:kube-system:aws-load-balancer-controller'

/** The stand-in's writes to the API. */
export type Writes = {
  /** Adds or removes a finalizer, and returns the new object. Throws a 409 if it has changed. */
  setFinalizer: <T extends KubeObject>(object: T, finalizer: string, isWanted: boolean) => T
  /**
   * Replaces the status whatever the resourceVersion. Throws a 404 if the object is gone, a 409 if
   * there is another one with its name.
   */
  writeStatus: (object: KubeObject, status: JsonObject) => void
}

export function createWrites(store: ApiStore): Writes {
  function setFinalizer<T extends KubeObject>(object: T, finalizer: string, isWanted: boolean): T {
    const finalizers = object.metadata.finalizers ?? []
    if (finalizers.includes(finalizer) === isWanted) return object
    const next = isWanted
      ? [...finalizers, finalizer]
      : finalizers.filter(name => name !== finalizer)
    return store.update(
      { ...object, metadata: { ...object.metadata, finalizers: next } },
      { manager, username }
    ) as T
  }

  function writeStatus(object: KubeObject, status: JsonObject): void {
    const { resourceVersion: _, ...metadata } = object.metadata
    store.updateStatus({ ...object, metadata, status }, { manager, username })
  }

  return { setFinalizer, writeStatus }
}
