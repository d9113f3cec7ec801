import t from 'tap'
import type { DomainClaimSpec } from '../../../../hooks/api/domain-claim.ts'
import { edge, iso, pool, request, start } from '../fixtures.ts'
import { all, apply, groupNames, keyOf, one, settle, sync, type World, world } from '../world.ts'

const small = { capacity: { maxHostnamesPerGateway: 2, maxGateways: 3 } }

function requests(count: number, from = 0) {
  return Array.from({ length: count }, (_, i) =>
    request(`a${from + i}.apps.example.com`, 'shop', { age: 1000 - from - i })
  )
}

/** Where each hostname is, by age: the numbers of the Gateways. */
function places(w: World): string {
  const claims = sync(w).children.filter(({ kind }) => kind === 'DomainClaim')
  const found = claims.map(({ spec }) => spec as DomainClaimSpec)
  return w.requests
    .map(
      ({ metadata }) =>
        found.find(({ requestRef }) => requestRef.uid === metadata.uid)?.gatewayRef.name ?? '-'
    )
    .map(name => name.replace(/^.*-/, '') || '-')
    .join(' ')
}

function gateways(w: World): string[] {
  return sync(w)
    .children.filter(({ kind }) => kind === 'Gateway')
    .map(({ metadata }) => metadata.name)
}

t.test('first fit, spilling into further Gateways, until the pool is full', async t => {
  const w = world({ pool: pool(small), requests: requests(8) })
  t.equal(places(w), '1 1 2 2 3 3 - -')
  const answer = sync(w)
  t.match(answer.status, { hostnames: 0, waiting: 8, free: 0 })
  t.match(answer.status.conditions?.[2], {
    type: 'CapacityAvailable',
    status: 'False',
    message: /2 requests wait/
  })
  const denials = answer.children.filter(({ kind }) => kind === 'HostnameDenial')
  t.strictSame(
    denials.map(({ spec }) => (spec as { reason: string }).reason),
    ['PoolFull', 'PoolFull']
  )
})

t.test(
  'nobody moves when there is room on an earlier Gateway; it goes to the next newcomer',
  async t => {
    const w = world({ pool: pool({ ...small, releaseGraceSeconds: 0 }), requests: requests(4) })
    settle(w)
    const [first] = w.requests.splice(0, 1)
    apply(w, sync(w))
    settle(w)
    t.equal(places(w), '1 2 2', 'a claim that goes takes room')
    w.requests.push(...requests(1, 9))
    t.equal(places(w), '1 2 2 3')
    delete w.children['DomainClaim.gateway-orchestrator.io/v1alpha1']?.[
      (first?.spec as { hostname: string } | undefined)?.hostname ?? ''
    ]
    t.equal(places(w), '1 2 2 1')
  }
)

t.test('a pool that shrinks moves nobody and takes nobody', async t => {
  const w = world({ pool: pool(small), requests: requests(4) })
  settle(w)
  w.pool = pool({ capacity: { maxHostnamesPerGateway: 1, maxGateways: 1 } })
  w.requests.push(...requests(1, 9))
  t.equal(places(w), '1 1 2 2 -')
})

for (const [given, change] of [
  [
    'a listener of somebody else',
    { listeners: [{ name: 'x', hostname: 'x.example.org', protocol: 'HTTPS', port: 443 }] }
  ],
  [
    'two listeners without hostname',
    {
      listeners: [
        { name: 'x', protocol: 'TLS' },
        { name: 'x', protocol: 'TLS' }
      ]
    }
  ]
] as const) {
  t.test(`${given} takes room`, async t => {
    const w = world({ pool: pool(small), requests: requests(1) })
    settle(w)
    const gateway = one(w, 'Gateway', 'public-1').spec as { listeners: unknown[] }
    gateway.listeners = [...gateway.listeners, ...change.listeners]
    w.requests.push(...requests(1, 9))
    t.equal(places(w), '1 2')
  })
}

t.test('certificates that nobody explains take room', async t => {
  const w = world({ pool: pool(small), requests: requests(1) })
  settle(w)
  const [https] = (
    one(w, 'LoadBalancerConfiguration', 'public-1').spec as { listenerConfigurations: object[] }
  ).listenerConfigurations
  Object.assign(https ?? {}, { certificates: ['arn:x'] })
  w.requests.push(...requests(1, 9))
  t.equal(places(w), '1 2')
})

t.test('a Gateway that is being deleted takes nobody, and comes back for its claims', async t => {
  const w = world({ pool: pool(small), requests: requests(1) })
  settle(w)
  one(w, 'Gateway', 'public-1').metadata.deletionTimestamp = iso(start)
  w.requests.push(...requests(1, 9))
  t.equal(places(w), '1 2')
  w.children['Gateway.gateway.networking.k8s.io/v1'] = {}
  t.strictSame(gateways(w), ['public-1'], 'it is wanted again under its name, and then has room')
})

t.test('names: the smallest that nothing left over uses', async t => {
  const w = world({ pool: pool(small), requests: requests(1) })
  const leftover = {
    apiVersion: 'gateway.k8s.aws/v1',
    metadata: { namespace: edge, uid: 'u', name: 'public-1' },
    spec: {}
  }
  w.children['LoadBalancerConfiguration.gateway.k8s.aws/v1'] = {
    'edge/public-1': { ...leftover, kind: 'LoadBalancerConfiguration' }
  }
  t.equal(places(w), '2')
  w.children['TargetGroupConfiguration.gateway.k8s.aws/v1'] = {
    'edge/public-2': {
      ...leftover,
      kind: 'TargetGroupConfiguration',
      metadata: { ...leftover.metadata, name: 'public-2' }
    }
  }
  t.equal(places(w), '3')
})

t.test(
  'Gateways: kept at the minimum, dropped above it, the last first; never above the maximum',
  async t => {
    t.strictSame(gateways(world()), [])
    t.strictSame(gateways(world({ pool: pool({ capacity: { minGateways: 2 } }) })), [
      'public-1',
      'public-2'
    ])
    const w = world({ pool: pool({ capacity: { minGateways: 3 } }), requests: requests(1) })
    settle(w)
    t.strictSame(gateways(w), ['public-1', 'public-2', 'public-3'])
    w.pool = pool({ capacity: { minGateways: 2 } })
    t.strictSame(gateways(w), ['public-1', 'public-2'])
    t.strictSame(
      gateways(world({ pool: pool({ capacity: { minGateways: 5, maxGateways: 2 } }) })),
      ['public-1', 'public-2']
    )
  }
)

t.test(
  'a Gateway on its way out counts as one, and its configuration stays until it is gone',
  async t => {
    const w = world({ pool: pool({ capacity: { minGateways: 1, maxGateways: 1 } }) })
    settle(w)
    w.pool = pool({ capacity: { maxGateways: 1 } })
    one(w, 'Gateway', 'public-1').metadata.deletionTimestamp = iso(start)
    w.requests = requests(1)
    t.equal(places(w), '-')
    const kinds = sync(w).children.map(({ kind }) => kind)
    t.strictSame(kinds, ['TargetGroupConfiguration', 'LoadBalancerConfiguration', 'HostnameDenial'])
  }
)

const inGatewayNamespace = [
  'Gateway',
  'LoadBalancerConfiguration',
  'TargetGroupConfiguration',
  'HTTPRoute'
] as const

/** Puts a copy of what serves `public-1` beside it, as it might lie in another namespace. */
function stray(
  w: World,
  kind: (typeof inGatewayNamespace)[number],
  name: string,
  changes: object = {}
): void {
  const copy = structuredClone(one(w, kind, all(w, kind)[0]?.metadata.name ?? ''))
  Object.assign(copy.metadata, { namespace: 'elsewhere', name, uid: `stray-${kind}`, ...changes })
  Object.assign(w.children[groupNames[kind]] ?? {}, { [keyOf(copy)]: copy })
}

for (const [given, name, changes] of [
  ['full, of a name that is next', 'public-2', {}],
  ['full, of a name of its own', 'public-9', {}],
  ['going, of a name that is taken', 'public-1', { deletionTimestamp: iso(start) }]
] as const) {
  t.test(`children outside the gateway namespace are ignored: ${given}`, async t => {
    const w = world({ pool: pool(small), requests: requests(2) })
    settle(w)
    w.requests.push(...requests(2, 9))
    const before = sync(w)
    t.equal(places(w), '1 1 2 2')
    for (const kind of inGatewayNamespace) {
      stray(w, kind, name, changes)
      t.strictSame(sync(w), before, kind)
    }
  })
}

for (const kind of inGatewayNamespace) {
  t.test(`a ${kind} elsewhere does not keep a pool from being gone`, async t => {
    const w = world({ pool: pool(small), requests: requests(1) })
    settle(w)
    stray(w, kind, 'public-9')
    const [key, left] = Object.entries(w.children[groupNames[kind]] ?? {}).at(-1) ?? []
    const gone = world({ pool: w.pool, finalizing: true })
    if (key !== undefined && left !== undefined) gone.children[groupNames[kind]] = { [key]: left }
    t.strictSame(all(gone, kind), [left])
    t.strictSame(sync(gone), sync(world({ pool: w.pool, finalizing: true })))
    t.equal(sync(gone).finalized, true)
  })
}

t.test('a claim that names a Gateway elsewhere is kept, and told so', async t => {
  const w = world({ requests: requests(1) })
  settle(w)
  w.pool = pool({ gatewayNamespace: 'other' })
  t.match(sync(w).children.find(({ kind }) => kind === 'DomainClaim')?.spec, {
    gatewayRef: { namespace: edge },
    gatewayStatus: { ready: false, message: /pool public .*Gateway edge\/public-1/ }
  })
  t.equal(all(w, 'Gateway').length, 1)
})

t.test('hostnames that are being released or given up take room until they are gone', async t => {
  const w = world({ pool: pool(small), requests: requests(2) })
  settle(w)
  const [first] = all(w, 'DomainClaim')
  w.requests = w.requests.slice(1)
  settle(w)
  w.requests.push(...requests(1, 9))
  t.equal(places(w), '1 2', 'being released')
  if (first !== undefined)
    Object.assign(one(w, 'DomainClaim', first.metadata.name).metadata, {
      deletionTimestamp: iso(w.now)
    })
  t.equal(places(w), '1 2', 'being given up')
})

t.test('the next place goes to the namespace that has the fewest hostnames', async t => {
  const w = world({ pool: pool(small), requests: requests(20) })
  w.requests.push(request('b.apps.example.com', 'blog', { age: 1 }))
  t.equal(places(w).split(' ').at(-1), '1', 'though twenty older requests wait for six places')
  t.equal(
    places(w)
      .split(' ')
      .filter(place => place === '-').length,
    15
  )
})

t.test('the last tenth of the places is for namespaces that have at most half of them', async t => {
  const w = world({
    pool: pool({ capacity: { maxHostnamesPerGateway: 10, maxGateways: 2 } }),
    requests: requests(20)
  })
  settle(w)
  const held = () => all(w, 'DomainClaim').length
  t.equal(held(), 18)
  const { children, status } = sync(w)
  const denial = children.find(({ kind }) => kind === 'HostnameDenial')?.spec
  t.match(denial, {
    reason: 'PoolFull',
    message: /namespace shop has more than half of the places of pool public. The last 2 of 20/
  })
  t.match(status.conditions?.[2], {
    status: 'True',
    message: /room for 2 more.*at most half.*2 wait/
  })
  w.requests.push(request('b.apps.example.com', 'blog'), request('c.apps.example.com', 'blog'))
  settle(w)
  t.equal(held(), 20, 'another namespace gets them')
})
