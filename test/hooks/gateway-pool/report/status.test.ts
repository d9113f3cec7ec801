import t from 'tap'
import type { GatewayPool } from '../../../../hooks/api/gateway-pool.ts'
import { syncPool } from '../../../../hooks/gateway-pool/sync.ts'
import { pool, request, start } from '../fixtures.ts'
import { all, apply, requestOf, settle, sync, world } from '../world.ts'

t.test('counts: held, waiting, free, by Gateway', async t => {
  const w = world({ pool: pool({ capacity: { maxHostnamesPerGateway: 2, maxGateways: 2 } }) })
  t.match(sync(w).status, { hostnames: 0, waiting: 0, free: 4, gateways: [] })
  w.requests = ['a', 'b', 'c'].map((label, i) =>
    request(`${label}.apps.example.com`, 'shop', { age: 9 - i })
  )
  t.match(sync(w).status, { hostnames: 0, waiting: 3, free: 1 })
  settle(w)
  t.match(sync(w).status, {
    hostnames: 3,
    waiting: 0,
    free: 1,
    gateways: [
      { name: 'public-1', hostnames: 2, ready: true },
      { name: 'public-2', hostnames: 1, ready: true }
    ]
  })
})

t.test(
  'conditions in the order of the steps; Ready takes the first reason that is not fulfilled',
  async t => {
    const w = world({ requests: [request('a.apps.example.com')] })
    const { conditions } = sync(w).status
    t.match(conditions, [
      { type: 'Accepted', status: 'True', reason: 'Accepted', observedGeneration: 1 },
      { type: 'GatewaysReady', status: 'False', reason: 'WaitingForGateway' },
      { type: 'CapacityAvailable', status: 'True', message: 'room for 249 more hostnames' },
      { type: 'Ready', status: 'False', reason: 'WaitingForGateway' }
    ])
    settle(w)
    t.match(sync(w).status.conditions?.[3], { status: 'True', message: '1 hostname on 1 Gateway' })
  }
)

t.test('times of conditions move only with their status', async t => {
  const w = world({ requests: [request('a.apps.example.com')] })
  apply(w, sync(w))
  w.now += 60_000
  const times = sync(w).status.conditions?.map(({ lastTransitionTime }) => lastTransitionTime)
  t.strictSame(new Set(times), new Set(['2026-09-01T10:00:00Z']))
})

for (const status of [
  null,
  7,
  'x',
  { conditions: 7, gateways: 'x' },
  { conditions: [null, {}, { type: 7 }], gateways: [null] },
  {
    conditions: [
      {
        type: 'Accepted',
        status: 'True',
        reason: 'x',
        message: '',
        lastTransitionTime: 'yesterday'
      }
    ]
  }
]) {
  t.test(`a status such as ${JSON.stringify(status)} is no reason to fail`, async t => {
    const w = world({ requests: [request('a.apps.example.com')] })
    const before = sync(w)
    w.pool = { ...w.pool, status } as unknown as GatewayPool
    t.strictSame(sync(w), before)
  })
}

for (const [given, spec] of [
  ['no spec', undefined],
  ['no domains', { ...pool().spec, domains: undefined }],
  ['a number as Gateway namespace', { ...pool().spec, gatewayNamespace: 7 }],
  [
    'a domain without zone',
    { ...pool().spec, domains: [{ name: 'example.com', namespaces: { from: 'All' } }] }
  ]
] as const) {
  for (const finalizing of [false, true]) {
    t.test(
      `a pool with ${given} keeps everything as it is${finalizing ? ', in finalize too' : ''}`,
      async t => {
        const w = world({ requests: [request('a.apps.example.com'), request('b.example.org')] })
        settle(w)
        w.finalizing = finalizing
        const before = JSON.stringify(w.children)
        w.pool = { ...w.pool, spec } as unknown as GatewayPool
        const answer = sync(w)
        t.match(answer.status, {
          hostnames: 1,
          waiting: 0,
          conditions: [{ type: 'Accepted', status: 'False', reason: 'Invalid' }, {}]
        })
        t.match(answer.status.conditions?.[1]?.message, /^the pool cannot be read: spec/)
        t.notOk(answer.finalized)
        apply(w, answer)
        const count = Object.values(w.children).map(group => Object.keys(group).length)
        t.equal(JSON.stringify(w.children), before)
        t.ok(count.every(size => size > 0))
      }
    )
  }
}

t.test('nothing changes while nothing happens, for a day', async t => {
  const w = world({ requests: [request('a.apps.example.com')] })
  settle(w)
  apply(w, sync(w))
  for (const claim of all(w, 'DomainClaim'))
    Object.assign(claim.status as object, { readySince: '2026-09-01T10:00:00Z' })
  settle(w)
  const { status, children } = sync(w)
  w.now = start + 86_400_000
  t.strictSame({ status: sync(w).status, children: sync(w).children }, { status, children })
})

t.test('a request is never changed', async t => {
  const w = world({ requests: [request('a.apps.example.com')] })
  settle(w)
  const frozen = deepFreeze(requestOf(w))
  t.doesNotThrow(() => syncPool(frozen, { now: w.now, defaultRegion: 'eu-west-1' }))
})

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) deepFreeze(inner)
    Object.freeze(value)
  }
  return value
}
