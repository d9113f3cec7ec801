import t from 'tap'
import type { DomainClaimSpec } from '../../../../hooks/api/domain-claim.ts'
import { fates } from '../fates.ts'
import { domain, iso, pool, request, start } from '../fixtures.ts'
import { all, apply, letGo, one, settle, sync, type World, world } from '../world.ts'

const name = 'a.apps.example.com'

/** A world in which a namespace's hostname is in service, and its request just went. */
function released(changes: Parameters<typeof pool>[0] = {}): World {
  const w = world({ pool: pool(changes), requests: [request(name)] })
  settle(w)
  w.requests = []
  apply(w, sync(w))
  return w
}

function claimOf(w: World): DomainClaimSpec | undefined {
  return sync(w).children.find(({ kind }) => kind === 'DomainClaim')?.spec as
    | DomainClaimSpec
    | undefined
}

function listeners(w: World): string[] {
  return (one(w, 'Gateway', 'public-1').spec as { listeners: { name: string }[] }).listeners.map(
    ({ name }) => name
  )
}

t.test('a claim whose request is gone keeps its listener, certificate and target', async t => {
  const w = released()
  t.match(claimOf(w), { releasedAt: iso(start), target: { recordTypes: ['A'] } })
  settle(w)
  t.strictSame(listeners(w), ['http', 'keeper', name])
})

t.test('a request that is going counts as gone', async t => {
  const w = world({ requests: [request(name)] })
  settle(w)
  for (const { metadata } of w.requests) Object.assign(metadata, { deletionTimestamp: iso(start) })
  t.equal(claimOf(w)?.releasedAt, iso(start))
})

t.test('without an observed release no claim goes, however old', async t => {
  const w = world({ requests: [request(name)] })
  settle(w)
  w.requests = []
  w.now += 9_999_000
  t.equal(claimOf(w)?.releasedAt, iso(w.now + 1000), 'released only now, to the next ten seconds')
})

t.test('a release that is no time is written anew', async t => {
  const w = released()
  Object.assign(one(w, 'DomainClaim', name).spec as object, { releasedAt: '2026-99-99T00:00:00Z' })
  w.now += 9_999_000
  t.equal(claimOf(w)?.releasedAt, undefined, 'removed first')
  apply(w, sync(w))
  t.equal(claimOf(w)?.releasedAt, iso(w.now + 1000))
})

t.test(
  'two syncs one after the other give a release the same time, ' +
    'though the second has not seen the first',
  async t => {
    const w = world({ requests: [request(name)] })
    settle(w)
    w.requests = []
    w.now = start + 1000
    t.equal(claimOf(w)?.releasedAt, iso(start + 10_000))
    w.now = start + 3500
    t.equal(claimOf(w)?.releasedAt, iso(start + 10_000))
  }
)

t.test('the grace: to the second', async t => {
  const w = released()
  w.now = start + 299_999
  t.ok(claimOf(w))
  apply(w, sync(w))
  w.now = start + 300_000
  t.ok(claimOf(w), 'the release has to be noted first')
  apply(w, sync(w))
  t.notOk(claimOf(w))
})

for (const [given, seconds, changes, asker, expected] of [
  ['within the grace', 299, {}, 'shop', ['claim']],
  ['after the grace', 300, {}, 'shop', ['HostnameTaken']],
  ['from another namespace', 10, {}, 'blog', ['HostnameTaken']],
  [
    'when the domain is gone from the pool',
    10,
    { domains: [domain({ name: 'b.example.com' })] },
    'shop',
    ['DomainNotAllowed']
  ],
  [
    'when the quota is down to nothing',
    10,
    { domains: [domain({ maxHostnamesPerNamespace: 0 })] },
    'shop',
    ['QuotaExceeded']
  ],
  [
    'when the quota is just enough',
    10,
    { domains: [domain({ maxHostnamesPerNamespace: 1 })] },
    'shop',
    ['claim']
  ]
] as const) {
  t.test(`a request made again ${given}`, async t => {
    const w = released()
    const { status } = w.pool
    w.pool = {
      ...pool({ ...changes, domains: [...('domains' in changes ? changes.domains : [domain()])] }),
      status: status ?? {}
    }
    w.now += seconds * 1000
    apply(w, sync(w))
    w.requests = [request(name, asker)]
    t.strictSame(fates(w), [...expected])
  })
}

t.test('taken back in place: same claim, same Gateway, no release, another request', async t => {
  const w = released()
  const before = one(w, 'DomainClaim', name).spec as DomainClaimSpec
  const again = request(name)
  w.requests = [again]
  const { releasedAt: _, ...kept } = before
  t.strictSame(claimOf(w), {
    ...kept,
    requestRef: { namespace: 'shop', name: again.metadata.name, uid: again.metadata.uid }
  })
})

t.test('deleted and made again between two syncs: as if nothing had been', async t => {
  const w = world({ requests: [request(name)] })
  settle(w)
  w.requests = [request(name)]
  t.strictSame(fates(w), ['claim'])
  t.equal(claimOf(w)?.releasedAt, undefined)
})

t.test('the oldest of several takes it', async t => {
  const w = released()
  w.requests = [request(name, 'shop', { age: 5 }), request(name, 'shop', { age: 7 })]
  t.strictSame(fates(w), ['HostnameTaken', 'claim'])
})

t.test('the request that a claim names is back: the release is taken back, even late', async t => {
  const asked = request(name)
  const w = world({ requests: [asked] })
  settle(w)
  w.requests = []
  apply(w, sync(w))
  w.requests = [asked]
  w.now += 9_999_000
  t.equal(claimOf(w)?.releasedAt, undefined)
})

t.test('after the claim is gone, the oldest waiting request gets the name', async t => {
  const w = released()
  w.requests = [request(name, 'blog', { age: 5 }), request(name, 'mail', { age: 7 })]
  w.now += 300_000
  letGo(w)
  t.strictSame(fates(w), ['HostnameTaken', 'HostnameTaken'], 'a terminating claim is nobody’s')
  settle(w)
  w.children['DomainClaim.gateway-orchestrator.io/v1alpha1'] = {}
  t.strictSame(fates(w), ['HostnameTaken', 'claim'])
})

t.test('a terminating claim is nobody’s own: not even of the request that it names', async t => {
  const w = world({ requests: [request(name)] })
  settle(w)
  one(w, 'DomainClaim', name).metadata.deletionTimestamp = iso(start)
  const { children } = sync(w)
  t.match(
    children.find(({ kind }) => kind === 'HostnameDenial'),
    {
      spec: {
        reason: 'Deleting',
        message: /DomainClaim a\.apps\.example\.com is being deleted.*requested anew/
      }
    }
  )
  t.strictSame(
    children.find(({ kind }) => kind === 'DomainClaim')?.spec,
    one(w, 'DomainClaim', name).spec
  )
})

/** Many hostnames in service, in a pool without a deletion brake. */
function withoutBrake(requests: World['requests']): World {
  const w = world({
    pool: pool({
      domains: [domain({ maxHostnamesPerNamespace: 999 })],
      deletionBrake: { percent: 100 }
    }),
    requests
  })
  settle(w, 20)
  return w
}

function goingIn(w: World) {
  return all(w, 'DomainClaim').filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
}

t.test('at most 50 claims go with one answer, the oldest releases first', async t => {
  const requests = Array.from({ length: 130 }, (_, i) => request(`a${i}.apps.example.com`))
  const w = withoutBrake(requests)
  w.requests = requests.slice(0, 20)
  apply(w, sync(w))
  apply(w, sync(w))
  w.now += 1000
  w.requests = []
  apply(w, sync(w))
  w.now += 310_000
  letGo(w)
  const going = goingIn(w)
  t.equal(going.length, 50)
  t.ok(going.every(({ spec }) => (spec as DomainClaimSpec).releasedAt === iso(start)))
  t.equal(
    sync(w).children.filter(({ kind }) => kind === 'DomainClaim').length,
    80,
    'those that go are listed, and 50 more go with the next answer'
  )
})

t.test('releases of the same time go Gateway by Gateway', async t => {
  const requests = Array.from({ length: 120 }, (_, i) =>
    request(`a${i}.apps.example.com`, 'shop', { age: 1000 - ((i * 37) % 120) })
  )
  const w = withoutBrake(requests)
  for (const { metadata } of all(w, 'DomainClaim')) metadata.creationTimestamp = iso(start)
  w.requests = []
  for (let answers = 0; answers < 4; answers += 1) apply(w, sync(w))
  w.now += 310_000
  letGo(w)
  const going = goingIn(w)
  const on = new Set(going.map(({ spec }) => (spec as DomainClaimSpec).gatewayRef.name))
  t.equal(going.length, 50)
  t.ok(on.size <= 3, `on ${on.size} of ${all(w, 'Gateway').length} Gateways`)
})

t.test('when to ask again', async t => {
  const w = released()
  t.equal(sync(w).resyncAfterSeconds, 300)
  w.now += 100_000
  t.equal(sync(w).resyncAfterSeconds, 200)
  t.equal(sync(world()).resyncAfterSeconds, 300)
  const over = released({ releaseGraceSeconds: 0 })
  t.equal(sync(over).resyncAfterSeconds, 1, 'the release is noted in this answer')
  apply(over, sync(over))
  t.equal(sync(over).resyncAfterSeconds, 300)
})

t.test(
  'held claims keep zone, region and Gateway when the pool changes; settings follow',
  async t => {
    const w = world({ requests: [request(name)] })
    settle(w)
    const before = claimOf(w)
    const domains = [domain({ hostedZoneID: 'Z9', validationZoneID: 'Z8' })]
    w.pool = pool({
      domains,
      region: 'us-east-1',
      deletionPolicy: 'Retain',
      dns: { validationTTLSeconds: 60 }
    })
    const dns = { validationTTLSeconds: 60, validationRecords: 'Delete' }
    t.strictSame(claimOf(w), { ...before, deletionPolicy: 'Retain', dns })
  }
)

t.test('a claim outside the allowlist works on, and the pool says so', async t => {
  const w = world({ requests: [request(name)] })
  settle(w)
  w.pool = pool({ domains: [domain({ name: 'b.example.com' })] })
  t.strictSame(fates(w), ['claim'])
  t.match(sync(w).status.conditions?.[0], {
    status: 'False',
    reason: 'ClaimsOutsideAllowlist',
    message: /a\.apps/
  })
})

t.test('a request that has become unreadable still stands behind its claim', async t => {
  const asked = request(name)
  const w = world({ requests: [asked] })
  settle(w)
  Object.assign(asked.spec, { route: 'poison' })
  t.strictSame(fates(w), ['claim'])
  t.equal(claimOf(w)?.releasedAt, undefined)
})

t.test(
  'a claim has the zones of the domain: the alias’s, and a public one for ACM where there is one',
  async t => {
    const domains = [domain({ hostedZoneID: 'Z1', validationZoneID: 'Z2' })]
    const w = world({ pool: pool({ domains }), requests: [request(name)] })
    settle(w)
    t.match(claimOf(w), { hostedZoneID: 'Z1', validationZoneID: 'Z2' })
    w.pool = pool({ domains: [domain({ hostedZoneID: 'Z3' })] })
    t.match(claimOf(w), { hostedZoneID: 'Z1', validationZoneID: 'Z2' }, 'for life')
  }
)
