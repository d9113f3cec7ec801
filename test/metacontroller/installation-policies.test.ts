import t from 'tap'
import { isApiError } from '../../simulator/api-store/api-errors.ts'
import type { ApiStore } from '../../simulator/api-store/api-store.ts'
import type { CustomResourceDefinition } from '../../simulator/api-store/schema.ts'
import { aGuardedStore } from './policy-store.ts'
import { aClaim } from './policy-trial.ts'

const group = 'gateway-orchestrator.io'
/** As much of Metacontroller's CRD as the store needs. */
const crd: CustomResourceDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'compositecontrollers.metacontroller.k8s.io' },
  spec: {
    group: 'metacontroller.k8s.io',
    names: { kind: 'CompositeController', plural: 'compositecontrollers' },
    scope: 'Cluster',
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
        }
      }
    ]
  }
}
const controllers = { apiVersion: 'metacontroller.k8s.io/v1alpha1', kind: 'CompositeController' }
const pools = { apiVersion: `${group}/v1alpha1`, kind: 'GatewayPool' }

function aController(name: string, apiVersion: string, annotations = {}): object {
  const spec = { parentResource: { apiVersion, resource: name }, hooks: {} }
  return { ...controllers, metadata: { name, annotations }, spec }
}

/** A store with the CompositeController of our claims, one that may be deleted, and another's. */
function aStore(): ApiStore {
  const store = aGuardedStore([crd])
  for (const object of [
    aController('domain-claims', `${group}/v1alpha1`),
    aController('allowed', `${group}/v1alpha1`, { [`${group}/allow-delete`]: 'true' }),
    aController('others', 'example.com/v1')
  ])
    store.create(object as never)
  return store
}

/** Deletes an object. @returns the words of the refusal, `undefined` when it is deleted */
function refusal(store: ApiStore, kind: typeof pools, name: string): string | undefined {
  try {
    store.delete({ ...kind, name } as never)
    return undefined
  } catch (error) {
    if (!isApiError(error)) throw error
    return error.message
  }
}

t.test('no CompositeController of ours goes while a pool is left', async t => {
  const store = aStore()
  t.match(refusal(store, controllers, 'domain-claims'), /GatewayPool default is left/)
  t.equal(refusal(store, controllers, 'allowed'), undefined, 'the annotation lifts it')
  t.equal(refusal(store, controllers, 'others'), undefined, 'those of others may go')
  t.equal(refusal(store, pools, 'default'), undefined)
  t.equal(refusal(store, controllers, 'domain-claims'), undefined, 'and goes after it')
})

t.test('no CompositeController of ours goes while a claim is left', async t => {
  const store = aStore()
  store.create(aClaim() as never)
  t.equal(refusal(store, pools, 'default'), undefined)
  t.match(refusal(store, controllers, 'domain-claims'), /DomainClaim policy\.example\.com is left/)
})
