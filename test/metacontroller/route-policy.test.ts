import t from 'tap'
import { aGuardedStore, refusalOf } from './policy-store.ts'

/** One team's HTTPRoutes must not use up the 100 rules of a load balancer that all share. */

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
    const store = aGuardedStore()
    const route = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { namespace: 'shop', name: 'r' },
      spec
    }
    const message = refusalOf(store, route)
    if (refusal === undefined) t.equal(message, undefined)
    else t.match(message, refusal)
    store.close()
  })
}
