import { isApiError } from '../../simulator/api-store/api-errors.ts'
import { type ApiStore, createApiStore } from '../../simulator/api-store/api-store.ts'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import type { CustomResourceDefinition } from '../../simulator/api-store/schema.ts'
import { projectFolder, readManifests } from '../../simulator/cluster/manifests.ts'
import { upstreamKinds } from '../../simulator/cluster/upstream-kinds.ts'
import { createVirtualClock } from '../../simulator/virtual-clock.ts'
import { aNamespace, aPool } from '../helpers/flow-objects.ts'

/**
 * An API store with our policies, a pool with the gateway namespace `edge`, and a team `shop`.
 * @param more - further CRDs
 */
export function aGuardedStore(more: readonly CustomResourceDefinition[] = []): ApiStore {
  const crds = readManifests([projectFolder('metacontroller/crds.yaml')]) as never
  const policies = readManifests([projectFolder('metacontroller/policies.yaml')])
  const store = createApiStore({
    crds: [...crds, ...upstreamKinds(''), ...more],
    policies,
    clock: createVirtualClock()
  })
  for (const object of [aNamespace('edge'), aNamespace('shop'), aPool('default')])
    store.apply(object, { manager: 'kubectl' })
  return store
}

/** The service account of Metacontroller. */
export const metacontroller = 'system:serviceaccount:metacontroller:metacontroller'

/** Creates an object. @returns the words of the refusal, `undefined` when it is created */
export function refusalOf(store: ApiStore, object: object, username?: string): string | undefined {
  try {
    store.create(object as KubeObject, username === undefined ? {} : { username })
    return undefined
  } catch (error) {
    if (!isApiError(error)) throw error
    return error.message
  }
}
