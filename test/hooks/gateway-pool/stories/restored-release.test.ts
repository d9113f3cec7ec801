import t from 'tap'
import type { DomainClaimSpec } from '../../../../hooks/api/domain-claim.ts'
import { fates } from '../fates.ts'
import { domain, iso, pool, request, start } from '../fixtures.ts'
import { apply, letGo, one, settle, sync, type World, world } from '../world.ts'

const name = 'a.apps.example.com'

/** A live request's claim that carries a release, as a backup had it. */
function restored(releasedAt: string, managedFields?: unknown): World {
  const w = world({ requests: [request(name)] })
  settle(w)
  const claim = one(w, 'DomainClaim', name)
  Object.assign(claim.spec as object, { releasedAt })
  Object.assign(claim.metadata, { managedFields })
  return w
}

const ownedBy = (manager: string, operation: string) => [
  { manager, operation, fieldsV1: { 'f:spec': { 'f:hostname': {}, 'f:releasedAt': {} } } }
]

for (const [given, releasedAt, managedFields, expected] of [
  ['nobody says who owns it', iso(start - 1000), undefined, undefined],
  ['it is ours alone', iso(start - 1000), ownedBy('metacontroller', 'Apply'), undefined],
  ['a restore owns it', iso(start - 9_999_000), ownedBy('backup', 'Update'), iso(start)],
  [
    'a restore owns it, with the time we would write',
    iso(start),
    ownedBy('backup', 'Update'),
    iso(start + 10_000)
  ],
  ['an update owns it', iso(start - 1000), ownedBy('metacontroller', 'Update'), iso(start)]
] as const) {
  t.test(
    `a release of a live request’s claim, when ${given}: ${expected ?? 'left out'}`,
    async t => {
      const { children } = sync(restored(releasedAt, managedFields))
      const claim = children.find(({ kind }) => kind === 'DomainClaim')
      t.ok(claim, 'it does not go')
      t.equal((claim?.spec as DomainClaimSpec | undefined)?.releasedAt, expected)
    }
  )
}

t.test(
  'a restored claim whose release is long over is taken back first: only a child can go',
  async t => {
    const w = restored(iso(start - 9_999_000))
    const claim = one(w, 'DomainClaim', name)
    const fresh = world({ pool: w.pool, otherClaims: [claim] })
    apply(fresh, sync(fresh))
    t.match(one(fresh, 'DomainClaim', name).metadata, { deletionTimestamp: undefined })
    letGo(fresh)
    t.equal(one(fresh, 'DomainClaim', name).metadata.deletionTimestamp, iso(start))
  }
)

t.test('a release in the future is removed, then written anew: some clock was wrong', async t => {
  const w = restored(iso(start + 10_000))
  w.requests = []
  const claimIn = () => sync(w).children.find(({ kind }) => kind === 'DomainClaim')
  t.match(claimIn()?.spec, { releasedAt: iso(start + 10_000) }, 'as far ahead as we write one')
  Object.assign(one(w, 'DomainClaim', name).spec as object, { releasedAt: iso(start + 11_000) })
  t.match(claimIn(), { spec: { releasedAt: undefined } }, 'the API server takes no earlier time')
  apply(w, sync(w))
  t.match(claimIn()?.spec, { releasedAt: iso(start) })
})

t.test('who reinstalls keeps the name, whatever younger claim overlaps it', async t => {
  const allowing = pool({ domains: [domain({ wildcardHostnames: 'Allow' })] })
  const w = world({ pool: allowing, requests: [request('*.apps.example.com')] })
  settle(w)
  const younger = structuredClone(one(w, 'DomainClaim', 'wildcard.apps.example.com.0'))
  const ownerReferences = [{ controller: true, uid: 'other', kind: 'GatewayPool', name: 'other' }]
  Object.assign(younger.metadata, {
    name,
    uid: 'x',
    creationTimestamp: iso(start + 1000),
    ownerReferences
  })
  Object.assign(younger.spec as object, {
    hostname: name,
    poolName: 'other',
    requestRef: { namespace: 'evil', name: 'x', uid: 'u' }
  })
  w.otherClaims = [younger]
  w.requests = [request('*.apps.example.com')]
  t.strictSame(fates(w), ['claim'])
  Object.assign(younger.metadata, { creationTimestamp: iso(start - 1000) })
  t.strictSame(fates(w), ['HostnameOverlaps'], 'an older one counts')
})
