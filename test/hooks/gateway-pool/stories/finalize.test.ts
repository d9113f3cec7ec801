import t from 'tap'
import { fates } from '../fates.ts'
import { iso, pool, request, start } from '../fixtures.ts'
import { all, apply, letGo, one, settle, sync, world } from '../world.ts'

const claims = 'DomainClaim.gateway-orchestrator.io/v1alpha1'

function serving() {
  const w = world({
    pool: pool({ capacity: { minGateways: 2 } }),
    requests: [request('a.apps.example.com')]
  })
  settle(w)
  return w
}

t.test(
  'refuses while hostnames are held, and says what to do; Gateways nobody is on go',
  async t => {
    const w = serving()
    w.finalizing = true
    const answer = sync(w)
    t.notOk(answer.finalized)
    t.match(answer.status.conditions, [
      {
        type: 'Accepted',
        reason: 'ClaimsLeft',
        message: /waits for 1 hostname,.*a\.apps\.example\.com.*kubectl get/
      },
      {},
      { type: 'CapacityAvailable', reason: 'Deleting' },
      { type: 'Ready', status: 'False', reason: 'ClaimsLeft' }
    ])
    const gateways = answer.children
      .filter(({ kind }) => kind === 'Gateway')
      .map(({ metadata }) => metadata.name)
    t.strictSame(gateways, ['public-1'])
  }
)

t.test('waits without asking anybody for hostnames whose requests are gone', async t => {
  const w = serving()
  w.requests = []
  w.finalizing = true
  const { conditions } = sync(w).status
  t.match(conditions?.slice(3), [
    { type: 'Ready', status: 'False', reason: 'Deleting', message: /waits for 1 hostname/ },
    { type: 'Reconciling', status: 'True', reason: 'Deleting' }
  ])
})

t.test('what is held is answered exactly as in sync', async t => {
  const w = serving()
  const before = sync(w).children.filter(({ metadata }) => !metadata.name.startsWith('public-2'))
  w.finalizing = true
  const after = sync(w).children.filter(({ metadata }) => !metadata.name.startsWith('public-2'))
  t.strictSame(after, before)
})

t.test('its own claims, which it sees among all, are its own all the same', async t => {
  const w = serving()
  w.finalizing = true
  const before = sync(w)
  w.otherClaims = Object.values(w.children[claims] ?? {})
  t.equal(w.otherClaims.length, 1)
  t.strictSame(sync(w), before)
})

t.test('admits nobody, and takes nobody back', async t => {
  const w = serving()
  w.finalizing = true
  w.requests = [request('a.apps.example.com'), request('b.apps.example.com')]
  const { children } = sync(w)
  const answered = children.filter(({ kind }) => kind === 'DomainClaim')
  t.equal(answered.length, 1)
  t.match(answered[0]?.spec, { releasedAt: iso(start) })
  const denials = children.filter(({ kind }) => kind === 'HostnameDenial')
  t.match(
    denials.map(({ metadata, spec }) => [metadata.name, spec]),
    w.requests.map(({ metadata }) => [
      metadata.name && metadata.uid,
      { reason: 'PoolDeleting', message: /pool public is being deleted.*platform team/ }
    ])
  )
})

t.test(
  'a pool that is being deleted refuses every request that has no claim, and only those',
  async t => {
    const w = world({ pool: pool({ capacity: { maxGateways: 1, maxHostnamesPerGateway: 1 } }) })
    const [holds, full, outside, broken] = [
      'a.apps.example.com',
      'b.apps.example.com',
      'c.example.org',
      7
    ].map((hostname, i) => request(hostname, 'shop', { age: 9 - i }))
    w.requests = [holds, full, outside, broken].filter(one => one !== undefined)
    settle(w)
    const before = fates(w)
    t.strictSame(before, ['claim', 'PoolFull', 'DomainNotAllowed', 'Invalid'])
    w.finalizing = true
    t.strictSame(fates(w), ['claim', 'PoolDeleting', 'PoolDeleting', 'Invalid'])
  }
)

t.test('its refusals last as long as anything else of it, and do not hold it up', async t => {
  const w = serving()
  const waiting = request('c.apps.example.com')
  w.finalizing = true
  w.requests = [waiting]
  apply(w, sync(w))
  w.children[claims] = {}
  t.strictSame(fates(w), ['PoolDeleting'], 'while its Gateways go')
  for (let round = 0; round < 4; round += 1) apply(w, sync(w))
  t.equal(all(w, 'HostnameDenial').length, 0)
  t.ok(sync(w).finalized)
})

t.test('denials stay while claims are left and their requests live', async t => {
  const w = serving()
  const refused = request('a.example.org')
  w.requests.push(refused, request('b.example.org'))
  settle(w)
  w.requests.pop()
  w.finalizing = true
  const denials = sync(w).children.filter(({ kind }) => kind === 'HostnameDenial')
  t.strictSame(
    denials.map(({ metadata }) => metadata.name),
    [refused.metadata.uid]
  )
})

t.test('goes on releasing, and is done when nothing is left', async t => {
  const w = serving()
  w.finalizing = true
  w.requests = []
  apply(w, sync(w))
  w.now += 300_000
  letGo(w)
  t.ok(one(w, 'DomainClaim', 'a.apps.example.com').metadata.deletionTimestamp)
  settle(w)
  t.notOk(sync(w).finalized, 'a terminating claim is a claim')
  w.children[claims] = {}
  t.match(sync(w).status.conditions?.[0], { reason: 'Deleting' })
  apply(w, sync(w))
  t.equal(all(w, 'Gateway').length, 0)
  t.equal(all(w, 'LoadBalancerConfiguration').length, 1)
  t.notOk(sync(w).finalized, 'a configuration is left')
  apply(w, sync(w))
  const answer = sync(w)
  t.ok(answer.finalized)
  t.strictSame(answer.children, [])
  t.equal(sync({ ...w, finalizing: false }).finalized, undefined, 'never from sync')
})

t.test('a claim that cannot be read holds the pool, and is named', async t => {
  const w = serving()
  w.finalizing = true
  w.requests = []
  Object.assign(one(w, 'DomainClaim', 'a.apps.example.com').spec as object, {
    region: 7,
    releasedAt: '2020-01-01T00:00:00Z'
  })
  const answer = sync(w)
  t.notOk(answer.finalized)
  t.match(
    answer.status.conditions?.[0]?.message,
    /1 object that cannot be read.*: DomainClaim a\.apps\.example\.com \(spec\.region/
  )
  t.ok(answer.children.some(({ kind }) => kind === 'DomainClaim'))
})
