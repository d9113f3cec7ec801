import t from 'tap'
import type { DomainClaimSpec } from '../../../../hooks/api/domain-claim.ts'
import { newReleaseTime } from '../../../../hooks/gateway-pool/admit/release.ts'
import { domain, iso, pool, request, start } from '../fixtures.ts'
import { all, apply, groupNames, one, settle, sync, type World, world } from '../world.ts'

const name = 'a.apps.example.com'

/** A pool without any grace, and a claim whose request has just gone. */
function orphaned(): World {
  const w = world({ pool: pool({ releaseGraceSeconds: 0 }), requests: [request(name)] })
  settle(w)
  w.requests = []
  return w
}

function answered(w: World): DomainClaimSpec | undefined {
  return sync(w).children.find(({ kind }) => kind === 'DomainClaim')?.spec as
    | DomainClaimSpec
    | undefined
}

for (const [graceSeconds, expected] of [
  [300, '2026-09-01T10:00:10Z'],
  [60, '2026-09-01T10:00:10Z'],
  [59, '2026-09-01T10:00:02Z'],
  [0, '2026-09-01T10:00:02Z']
] as const) {
  t.test(`a release with a grace of ${graceSeconds} s is dated to the next full step`, async t => {
    t.equal(newReleaseTime(Date.UTC(2026, 8, 1, 10, 0, 1, 500), graceSeconds), expected)
  })
}

t.test('without any grace, too, a claim goes only once it is observed to be released', async t => {
  const w = orphaned()
  t.equal(w.now, start)
  t.equal(
    start % 10_000,
    0,
    'a full second, and a full ten: the release that is written is over at once'
  )
  t.equal(answered(w)?.releasedAt, iso(start), 'listed, and released')
  t.equal(answered(w)?.releasedAt, iso(start), 'a sync that has not seen the write lists it again')
  apply(w, sync(w))
  t.equal((one(w, 'DomainClaim', name).spec as DomainClaimSpec).releasedAt, iso(start))
  t.equal(answered(w)?.releasedAt, iso(start), 'observed: it is noted')
  t.equal(answered(w)?.releasedAt, iso(start), 'a sync that has not seen the note lists it again')
  apply(w, sync(w))
  t.equal(answered(w), undefined, 'noted: it goes')
})

t.test(
  'a release that lies further ahead than we write one lets nothing go: it is written anew first',
  async t => {
    const w = orphaned()
    Object.assign(one(w, 'DomainClaim', name).spec as object, { releasedAt: iso(start + 60_000) })
    t.ok(answered(w), 'listed')
    t.equal(answered(w)?.releasedAt, undefined, 'removed first')
    apply(w, sync(w))
    t.equal(answered(w)?.releasedAt, iso(start))
  }
)

t.test('a namespace that gives up many hostnames does not delay another’s', async t => {
  const many = Array.from({ length: 1120 }, (_, i) => request(`a${i}.apps.example.com`, 'crowd'))
  const domains = [domain({ maxHostnamesPerNamespace: 2000 })]
  const w = world({
    pool: pool({
      releaseGraceSeconds: 0,
      domains,
      capacity: { maxHostnamesPerGateway: 25, maxGateways: 50 },
      deletionBrake: { percent: 100 }
    }),
    requests: [...many, request('b.apps.example.com', 'shop')]
  })
  settle(w, 80)
  const terminating = (namespace: string) =>
    all(w, 'DomainClaim').filter(
      ({ metadata, spec }) =>
        metadata.deletionTimestamp !== undefined &&
        (spec as DomainClaimSpec).requestRef.namespace === namespace
    ).length
  const [last] = w.requests.slice(-1)
  w.requests = last === undefined ? [] : [last]
  const rounds: number[] = []
  for (let round = 0; round < 30; round += 1) {
    apply(w, sync(w))
    rounds.push(terminating('crowd'))
  }
  const steps = rounds.slice(1).map((count, i) => count - (rounds[i] ?? 0))
  t.strictSame(
    steps.slice(0, 16),
    [0, 50, 30, 20, 20, ...Array.from({ length: 11 }, () => 40)],
    'Metacontroller is not held up: one answer writes 40 releases, 20 until 100 claims go'
  )
  t.strictSame(rounds.slice(-3), [1000, 1000, 1000], 'a thousand are in deletion at most')
  w.requests = []
  for (let round = 0; round < 3; round += 1) {
    w.now += 10_000
    apply(w, sync(w))
  }
  const [gone] = all(w, 'DomainClaim').filter(c => c.metadata.deletionTimestamp !== undefined)
  if (gone !== undefined) delete w.children[groupNames.DomainClaim]?.[gone.metadata.name]
  apply(w, sync(w))
  t.equal(terminating('shop'), 1, 'the next place is for who has least on its way out')
})

t.test('a claim on its way out is listed until it is gone', async t => {
  const w = orphaned()
  apply(w, sync(w))
  one(w, 'DomainClaim', name).metadata.deletionTimestamp = iso(start)
  t.equal(answered(w)?.releasedAt, iso(start))
})
