import t from 'tap'
import { fates } from '../fates.ts'
import { domain, iso, pool, request, start } from '../fixtures.ts'
import { all, one, settle, sync, world } from '../world.ts'

const name = 'a.apps.example.com'

for (const [given, owner, expected] of [
  [
    'a pool of this name that is gone',
    { kind: 'GatewayPool', name: 'public', uid: 'gone' },
    ['claim']
  ],
  [
    'this pool, without its label',
    { kind: 'GatewayPool', name: 'public', uid: 'uid-public' },
    ['claim']
  ],
  ['another pool', { kind: 'GatewayPool', name: 'private', uid: 'other' }, ['HostnameTaken']],
  [
    'something else of this name',
    { kind: 'Other', name: 'public', uid: 'other' },
    ['HostnameTaken']
  ]
] as const) {
  t.test(`a claim whose controller is ${given}: ${expected}`, async t => {
    const w = world({ requests: [request(name)] })
    settle(w)
    const claim = structuredClone(one(w, 'DomainClaim', name))
    const apiVersion = 'gateway-orchestrator.io/v1alpha1'
    Object.assign(claim.metadata, { ownerReferences: [{ apiVersion, ...owner, controller: true }] })
    const fresh = world({ requests: w.requests, otherClaims: [claim] })
    t.strictSame(fates(fresh), expected)
    t.equal(
      sync(fresh).children.some(({ kind }) => kind === 'DomainClaim'),
      expected[0] === 'claim'
    )
  })
}

t.test(
  'a claim without controller is taken back, and finds its request by namespace and hostname',
  async t => {
    const w = world({ requests: [request(name)] })
    settle(w)
    const restored = { ...one(w, 'DomainClaim', name), status: {} }
    const again = request(name)
    const other = request(name, 'blog', { age: 999 })
    const fresh = world({ requests: [again, other], otherClaims: [restored] })
    fresh.pool = pool({ domains: [domain({ name: 'b.example.com' })] })
    t.strictSame(fates(fresh), ['claim', 'DomainNotAllowed'], 'whatever the allowlist says')
    settle(fresh)
    t.equal(all(fresh, 'DomainClaim').length, 1)
  }
)

for (const [given, change] of [
  ['of another controller', { metadata: { ownerReferences: [{ controller: true, uid: 'x' }] } }],
  ['of another pool', { spec: { poolName: 'other' } }],
  ['that is going', { metadata: { deletionTimestamp: iso(start) } }]
] as const) {
  t.test(`a claim ${given} is not taken`, async t => {
    const w = world({ requests: [request(name)] })
    settle(w)
    const claim = structuredClone(one(w, 'DomainClaim', name))
    Object.assign(claim.metadata, 'metadata' in change ? change.metadata : {})
    Object.assign(claim.spec as object, 'spec' in change ? change.spec : {})
    const fresh = world({ requests: [request(name)], otherClaims: [claim] })
    t.strictSame(fates(fresh), ['HostnameTaken'])
    t.notOk(sync(fresh).children.some(({ kind }) => kind === 'DomainClaim'))
  })
}
