import t from 'tap'
import { isApiError } from '../../simulator/api-store/api-errors.ts'
import { createApiStore } from '../../simulator/api-store/api-store.ts'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import { projectFolder, readManifests } from '../../simulator/cluster/manifests.ts'
import { upstreamKinds } from '../../simulator/cluster/upstream-kinds.ts'
import { createVirtualClock } from '../../simulator/virtual-clock.ts'
import { aNamespace, aPool } from '../helpers/flow-objects.ts'

/** One team's HTTPRoutes must not use up the 100 rules of a load balancer that all share. */

function aStore() {
  const crds = readManifests([projectFolder('metacontroller/crds.yaml')]) as never
  const policies = readManifests([projectFolder('metacontroller/policies.yaml')])
  const store = createApiStore({
    crds: [...crds, ...upstreamKinds('')],
    policies,
    clock: createVirtualClock()
  })
  for (const object of [aNamespace('edge'), aNamespace('shop'), aPool('default')])
    store.apply(object, { manager: 'kubectl' })
  return store
}

const listener = (sectionName: string) => ({ namespace: 'edge', name: 'default-1', sectionName })
const paths = (count: number) => [
  {
    matches: Array.from({ length: count }, (_, i) => ({
      path: { type: 'PathPrefix', value: `/${i}` }
    }))
  }
]
const hostnames = (count: number) =>
  Array.from({ length: count }, (_, i) => `${i}.preview.example.com`)

for (const [given, spec, refusal] of [
  ['one listener, 20 matches', { parentRefs: [listener('a')], rules: paths(20) }, undefined],
  ['one listener, 21 matches', { parentRefs: [listener('a')], rules: paths(21) }, /too many rules/],
  [
    'two listeners, 11 matches',
    { parentRefs: [listener('a'), listener('b')], rules: paths(11) },
    /too many rules/
  ],
  [
    'a wildcard, 4 hostnames, 5 matches',
    { parentRefs: [listener('a')], hostnames: hostnames(4), rules: paths(5) },
    undefined
  ],
  [
    'a wildcard, 16 hostnames, 2 matches',
    { parentRefs: [listener('a')], hostnames: hostnames(16), rules: paths(2) },
    /too many rules/
  ],
  [
    'no listener named',
    { parentRefs: [{ namespace: 'edge', name: 'default-1' }], rules: paths(1) },
    /sectionName/
  ],
  [
    'a Gateway of somebody else',
    {
      parentRefs: [{ namespace: 'shop', name: 'own' }],
      hostnames: hostnames(16),
      rules: paths(20)
    },
    undefined
  ]
] as const) {
  t.test(given, async t => {
    const store = aStore()
    const route = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { namespace: 'shop', name: 'r' },
      spec
    }
    let message: string | undefined
    try {
      store.create(route as unknown as KubeObject)
    } catch (error) {
      if (!isApiError(error)) throw error
      message = error.message
    }
    if (refusal === undefined) t.equal(message, undefined)
    else t.match(message, refusal)
    store.close()
  })
}
