import t from 'tap'
import type { KubernetesObject } from '../../../../hooks/api/objects.ts'
import { fates, messageFor } from '../fates.ts'
import { domain, pool, request } from '../fixtures.ts'
import { all, settle, sync, world } from '../world.ts'

const inShop = domain({
  name: 'shop.example.com',
  namespaces: { from: 'Selector', selector: { matchLabels: { team: 'shop' } } }
})
const open = domain({ apexHostname: 'Allow', wildcardHostnames: 'Allow' })
const narrow = domain({ name: 'narrow.apps.example.com', hostedZoneID: 'Z2' })
const labels = { shop: { team: 'shop' }, blog: { team: 'blog' } }

for (const [given, domains, asked, expected] of [
  ['a name below the domain', [domain()], ['a.apps.example.com'], 'claim'],
  ['a name deep below it', [domain()], ['a.b.c.apps.example.com'], 'claim'],
  ['a name outside', [domain()], ['a.example.com'], 'DomainNotAllowed'],
  ['a name that only looks alike', [domain()], ['a.myapps.example.com'], 'DomainNotAllowed'],
  ['the domain itself', [domain()], ['apps.example.com'], 'ApexNotAllowed'],
  ['the domain itself, allowed', [open], ['apps.example.com'], 'claim'],
  ['a wildcard', [domain()], ['*.apps.example.com'], 'WildcardNotAllowed'],
  ['a wildcard, allowed', [open], ['*.apps.example.com'], 'claim'],
  [
    'a wildcard, forbidden by the longer domain',
    [open, narrow],
    ['*.narrow.apps.example.com'],
    'WildcardNotAllowed'
  ],
  ['a selected namespace', [inShop], ['a.shop.example.com', 'shop'], 'claim'],
  ['another namespace', [inShop], ['a.shop.example.com', 'blog'], 'NamespaceNotAllowed'],
  ['a namespace nobody knows', [inShop], ['a.shop.example.com', 'nowhere'], 'NamespaceNotAllowed'],
  ['a number', [domain()], [7], 'Invalid'],
  ['nothing', [domain()], [undefined], 'Invalid'],
  ['an IP address', [domain()], ['10.0.0.1'], 'Invalid']
] as const) {
  t.test(given, async t => {
    const [hostname, namespace] = asked
    const w = world({
      pool: pool({ domains: [...domains] }),
      requests: [request(hostname, namespace)],
      namespaces: labels
    })
    t.strictSame(fates(w), [expected])
  })
}

t.test('the longest domain decides over the zone', async t => {
  const w = world({
    pool: pool({ domains: [domain(), narrow] }),
    requests: [request('a.narrow.apps.example.com')]
  })
  settle(w)
  t.match(all(w, 'DomainClaim'), [{ spec: { hostedZoneID: 'Z2' } }])
})

t.test('first come, first served: by creation, then by uid', async t => {
  const name = 'a.apps.example.com'
  const late = request(name, 'shop', { age: 10 })
  const early = request(name, 'blog', { age: 20, uid: 'z' })
  const twin = request(name, 'mail', { age: 20, uid: 'a' })
  t.strictSame(fates(world({ requests: [late, early, twin] })), [
    'HostnameTaken',
    'HostnameTaken',
    'claim'
  ])
})

t.test('who holds a claim keeps it, whatever older request turns up', async t => {
  const holder = request('a.apps.example.com', 'shop', { age: 10 })
  const w = world({ requests: [holder] })
  settle(w)
  w.requests.push(request('a.apps.example.com', 'blog', { age: 999 }))
  t.strictSame(fates(w), ['claim', 'HostnameTaken'])
})

t.test('a name is taken by a claim of another pool, and by one that nobody may take', async t => {
  const other = world({ pool: pool({}, 'other'), requests: [request('a.apps.example.com')] })
  for (const one of other.requests) Object.assign(one.spec as object, { poolName: 'other' })
  settle(other)
  const w = world({
    requests: [request('a.apps.example.com')],
    otherClaims: all(other, 'DomainClaim')
  })
  t.strictSame(fates(w), ['HostnameTaken'])
  t.match(
    messageFor(w, w.requests[0] as KubernetesObject),
    /held by request \S+ of this namespace through pool other/
  )
})

t.test('a claim that cannot be read keeps its name, for its request too', async t => {
  const holder = request('a.apps.example.com')
  const w = world({ requests: [holder] })
  settle(w)
  Object.assign(all(w, 'DomainClaim')[0]?.spec as object, { region: 7 })
  w.requests.push(request('a.apps.example.com', 'blog'))
  t.strictSame(fates(w), ['claim', 'HostnameTaken'])
  t.match(sync(w).status.conditions?.[0], {
    type: 'Accepted',
    status: 'False',
    reason: 'UnreadableObjects'
  })
})

t.test('one poisoned request among many harms only itself', async t => {
  const poolName = 'public'
  const poison = [
    { hostname: {} },
    { hostname: null },
    {},
    { hostname: 'a.apps.example.com', route: 7 },
    { hostname: [] }
  ]
  const bad = poison.map((spec, i) => ({ ...request(`bad${i}`), spec: { ...spec, poolName } }))
  const shapeless = [null, 7, 'x', []].map(spec => ({ ...request('bad'), spec: spec as never }))
  const good = Array.from({ length: 25 }, (_, i) => request(`a${i}.apps.example.com`))
  const domains = [domain({ maxHostnamesPerNamespace: 99 })]
  const w = world({ pool: pool({ domains }), requests: [...bad, ...shapeless, ...good] })
  t.strictSame(fates(w), [
    ...bad.map(() => 'Invalid'),
    ...shapeless.map(() => 'nothing'),
    ...good.map(() => 'claim')
  ])
  const ofDefault = world({ pool: pool({ domains }, 'default'), requests: shapeless })
  t.strictSame(
    fates(ofDefault),
    shapeless.map(() => 'Invalid'),
    'who names no pool is answered by the default one'
  )
})

t.test(
  'a request whose metadata is broken cannot be answered, and is named by the pool',
  async t => {
    const broken = request('a.apps.example.com')
    broken.metadata.uid = 'not a name'
    const w = world({ requests: [broken, request('b.apps.example.com')] })
    t.strictSame(fates(w), ['nothing', 'claim'])
    t.match(sync(w).status.conditions?.[0], {
      reason: 'UnreadableObjects',
      message: /broken metadata/
    })
  }
)

t.test('requests to other pools, and those that are going, get nothing', async t => {
  const elsewhere = request('a.apps.example.com')
  elsewhere.spec = { hostname: 'a.apps.example.com', poolName: 'other' }
  const going = request('b.apps.example.com')
  Object.assign(going.metadata, { deletionTimestamp: '2026-09-01T09:59:00Z' })
  t.strictSame(fates(world({ requests: [elsewhere, going] })), ['nothing', 'nothing'])
})

t.test('a request without poolName is the pool named default, as the CRD says', async t => {
  const asked = request('a.apps.example.com')
  asked.spec = { hostname: 'a.apps.example.com' }
  t.strictSame(fates(world({ pool: pool({}, 'default'), requests: [asked] })), ['claim'])
})

t.test('messages say what would be right', async t => {
  const namespaces = labels
  for (const [domains, hostname, expected] of [
    [
      [domain(), inShop],
      'a.example.com',
      /in no domain of pool public.*: apps\.example\.com, shop/
    ],
    [[domain()], 'apps.example.com', /such as shop.apps.example.com/],
    [[domain()], '*.apps.example.com', /such as shop.apps.example.com/],
    [
      [inShop],
      'a.shop.example.com',
      /namespace blog may not use shop\.example\.com.*labels: team=shop/
    ],
    [[domain()], 'A.apps.example.com', /must be in lower case: 'a.apps.example.com'/]
  ] as const) {
    const asked = request(hostname, 'blog')
    t.match(
      messageFor(
        world({ pool: pool({ domains: [...domains] }), requests: [asked], namespaces }),
        asked
      ),
      expected
    )
  }
})
