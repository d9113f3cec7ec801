import t from 'tap'
import type { DomainClaimSpec } from '../../../../hooks/api/domain-claim.ts'
import { fieldOf } from '../../../../hooks/api/field-of.ts'
import { conditionOf } from '../../../../hooks/conditions/conditions.ts'
import { syncPool } from '../../../../hooks/gateway-pool/sync.ts'
import { fates, messageFor } from '../fates.ts'
import { domain, iso, pool, request, start } from '../fixtures.ts'
import {
  all,
  apply,
  groupNames,
  letGo,
  one,
  requestOf,
  settle,
  sync,
  type World,
  world
} from '../world.ts'

const annotation = 'gateway-orchestrator.io/allow-deletions'
const minute = 60_000
const hour = 60 * minute

/** A pool in service: 12 hostnames of `shop`, 8 of `blog`. */
function serving(changes: Parameters<typeof pool>[0] = {}): World {
  const hostnames = Array.from({ length: 20 }, (_, i) => `a${i}.apps.example.com`)
  const requests = hostnames.map((name, i) => request(name, i < 12 ? 'shop' : 'blog'))
  const w = world({ pool: pool({ domains: [domain()], ...changes }), requests })
  settle(w, 20)
  w.now += 2 * hour
  return w
}

/** Deletes requests, lets a sync release their claims, and lets the grace pass. */
function release(w: World, keeps: (hostname: string) => boolean): void {
  w.requests = w.requests.filter(({ spec }) =>
    keeps(String((spec as { hostname: string }).hostname))
  )
  apply(w, sync(w))
  w.now += 6 * minute
}

/** Syncs some rounds; claims that are being deleted go at once. */
function run(w: World, rounds = 4): void {
  for (let round = 0; round < rounds; round += 1) {
    apply(w, sync(w))
    for (const { metadata } of going(w)) delete w.children[groupNames.DomainClaim]?.[metadata.name]
    w.now += 1000
  }
}

function going(w: World) {
  const claims = all(w, 'DomainClaim')
  return claims.filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
}

function left(w: World): number {
  return all(w, 'DomainClaim').length
}

function annotate(w: World, value: string | undefined): void {
  const annotations = value === undefined ? {} : { [annotation]: value }
  w.pool = { ...w.pool, metadata: { ...w.pool.metadata, annotations } }
}

function accepted(w: World) {
  return conditionOf(sync(w).status.conditions, 'Accepted')
}

const before = (limit: number) => (hostname: string) => Number(/\d+/.exec(hostname)?.[0]) >= limit

t.test('an empty list takes nothing: all goes on answering, and the pool says so', async t => {
  const w = serving()
  const { requests } = w
  const served = sync(w).children.filter(({ kind }) => kind !== 'DomainClaim')
  release(w, () => false)
  for (const later of [0, hour, 24 * hour]) {
    w.now += later
    run(w)
    t.equal(left(w), 20, 'no claim goes')
    t.strictSame(
      sync(w).children.filter(({ kind }) => kind !== 'DomainClaim'),
      served,
      'Gateways, listeners and certificates are as before'
    )
    t.equal(sync(w).resyncAfterSeconds, 300, 'the pool is not synced more often')
  }
  t.match(accepted(w), {
    status: 'False',
    reason: 'DeletionBraked',
    message:
      /^20 hostnames released since 2026-09-01T12:00:00Z are held back .*at least 10 and more than 50 %.*: 12 of namespace shop \(a0\.apps\.example\.com, a1\.apps\.example\.com, a10\.apps\.example\.com, …\), 8 of namespace blog.*`kubectl annotate gatewaypool public --overwrite gateway-orchestrator\.io\/allow-deletions=20`\. If it is a mistake/
  })
  t.equal(sync(w).status.deletionBrake?.heldBack, 20)
  w.requests = requests
  run(w)
  t.match(accepted(w), { status: 'True' })
  t.ok(all(w, 'DomainClaim').every(({ spec }) => !('releasedAt' in (spec as object))))
  t.equal(sync(w).status.deletionBrake, undefined)
})

t.test('what is held back stays so while the cache is behind', async t => {
  const w = serving()
  const { requests, pool: old } = w
  release(w, before(12))
  const answered = sync(w).status
  w.pool = old
  t.equal(answered.deletionBrake?.heldBack, 12)
  w.requests = requests.filter(({ spec }) => before(5)(String(fieldOf(spec, 'hostname'))))
  const context = { now: w.now, defaultRegion: 'eu-west-1' }
  const unaware = syncPool(requestOf(w), context)
  t.equal(unaware.status.deletionBrake?.heldBack, undefined, 'so few are not held back')
  const { status } = syncPool(requestOf(w), { ...context, statusBefore: answered })
  t.equal(status.deletionBrake?.heldBack, 5, 'the cache does not say that they were held back')
})

t.test('up to the share they go, with one more all stay: the first too', async t => {
  const ten = serving()
  release(ten, before(10))
  run(ten)
  t.equal(left(ten), 10)
  const eleven = serving()
  release(eleven, before(5))
  run(eleven)
  release(eleven, before(11))
  run(eleven)
  t.equal(left(eleven), 15, 'five were over their grace before the others were deleted')
  const late = serving({ releaseGraceSeconds: 1200 })
  release(late, before(5))
  release(late, before(11))
  late.now += 20 * minute
  run(late)
  t.equal(left(late), 20, 'none was over its grace')
})

t.test('those that are gone count for an hour, and are remembered in the status', async t => {
  const w = serving()
  release(w, before(10))
  run(w)
  t.strictSame(sync(w).status.deletionBrake?.gone, [
    { releasedAt: iso(start + 2 * hour), hostnames: 10 }
  ])
  w.now += 40 * minute
  release(w, before(11))
  run(w)
  t.equal(left(w), 10, 'the eleventh within the hour stays')
  t.match(accepted(w)?.message, /^1 hostname released since 2026-09-01T12:4\d/)
  const later = serving()
  release(later, before(10))
  run(later)
  later.now += 60 * minute
  release(later, before(15))
  run(later)
  t.equal(left(later), 5, 'after the hour ten hostnames are left, and fewer than ten go')
})

t.test(
  'a pool with fewer than ten hostnames is not braked, one without the brake never',
  async t => {
    const small = world({
      requests: Array.from({ length: 9 }, (_, i) => request(`a${i}.apps.example.com`))
    })
    settle(small)
    release(small, () => false)
    run(small)
    t.equal(left(small), 0)
    const off = serving({ deletionBrake: { percent: 100 } })
    release(off, () => false)
    run(off)
    t.equal(left(off), 0)
  }
)

t.test('a namespace that is deleted whole counts, and so does a pool that is deleted', async t => {
  const w = serving()
  w.finalizing = true
  w.requests = w.requests.filter(({ metadata }) => metadata.namespace !== 'shop')
  release(w, () => true)
  run(w)
  t.equal(left(w), 20)
  t.match(accepted(w), {
    reason: 'DeletionBraked',
    message: /^12 hostnames.*12 of namespace shop.*the pool is being deleted/
  })
  annotate(w, '12')
  run(w)
  t.equal(left(w), 8)
})

t.test(
  'the annotation with the number lets exactly these go, at the end of their grace',
  async t => {
    const w = serving()
    w.requests = w.requests.filter(({ metadata }) => metadata.namespace !== 'shop')
    run(w, 12)
    annotate(w, '12')
    run(w)
    t.equal(left(w), 20, 'the grace runs')
    t.match(accepted(w), { status: 'True' })
    t.match(sync(w).status.deletionBrake, { annotation: '12', allowedUpTo: iso(start + 2 * hour) })
    w.now += 5 * minute
    run(w)
    t.equal(left(w), 8)
    t.strictSame(sync(w).status.deletionBrake, { annotation: '12' }, 'the permission is used up')
    t.equal(accepted(w)?.status, 'True')
  }
)

t.test(
  'a number that is not the number lets nothing go, and the pool says the right one',
  async t => {
    for (const value of ['11', '13', '9999', 'true', '', '-12', '12.0']) {
      const w = serving()
      release(w, before(12))
      run(w)
      annotate(w, value)
      run(w)
      t.equal(left(w), 20, value)
      t.match(
        accepted(w)?.message,
        `The annotation says ${value}, which does not count. To let them go: ` +
          `\`kubectl annotate gatewaypool public --overwrite ${annotation}=12\``
      )
      annotate(w, '12')
      run(w)
      t.equal(left(w), 8)
    }
  }
)

t.test('an annotation that is left standing does not allow the next mass deletion', async t => {
  const w = serving()
  annotate(w, '12')
  run(w)
  release(w, before(12))
  run(w, 12)
  t.equal(left(w), 20, 'the same number, by chance')
  t.match(
    accepted(w)?.message,
    `first remove it: \`kubectl annotate gatewaypool public --overwrite ${annotation}-\``
  )
  annotate(w, undefined)
  run(w)
  t.equal(left(w), 20)
  t.match(accepted(w)?.message, `${annotation}=12\``)
  annotate(w, '12')
  run(w)
  t.equal(left(w), 8)
  release(w, before(13))
  run(w)
  t.equal(left(w), 7, 'what was allowed does not count any more')
})

t.test('what is deleted after the annotation is not covered by it', async t => {
  const w = serving()
  release(w, before(12))
  run(w)
  annotate(w, '12')
  w.requests = w.requests.slice(1)
  run(w)
  t.equal(left(w), 20, 'thirteen are held back by now')
  t.match(accepted(w)?.message, /^13 hostnames.*The annotation says 12/)
  annotate(w, '13')
  run(w, 15)
  t.equal(left(w), 8, 'a release of the last seconds is waited for; the thirteenth has its grace')
  w.now += 5 * minute
  run(w)
  t.equal(left(w), 7)
  release(w, () => false)
  run(w)
  t.equal(left(w), 0, 'fewer than ten')
})

t.test('a release that is not stored yet cannot be allowed', async t => {
  const w = serving()
  w.requests = []
  w.pool = { ...w.pool, status: { ...w.pool.status, deletionBrake: { heldBack: 20 } } }
  annotate(w, '20')
  const { deletionBrake } = sync(w).status
  t.equal(deletionBrake?.heldBack, 20)
  t.equal(deletionBrake?.annotation, undefined, 'nor has the annotation been seen')
  t.match(sync(w).resyncAfterSeconds, 1)
})

t.test('a status that was lost, or is old, makes the pool brake', async t => {
  const w = serving()
  release(w, before(12))
  run(w)
  annotate(w, '12')
  const { status } = w.pool
  w.pool = { ...w.pool, status: {} }
  apply(w, sync(w))
  run(w, 2)
  t.equal(left(w), 20, 'restored with the annotation')
  annotate(w, undefined)
  run(w)
  annotate(w, '12')
  apply(w, sync(w))
  w.pool = { ...w.pool, ...(status === undefined ? {} : { status }) }
  t.equal(
    sync(w).children.filter(({ kind }) => kind === 'DomainClaim').length,
    20,
    'not allowed yet'
  )
})

t.test('claims in deletion count, although the note about them is lost', async t => {
  const w = serving()
  release(w, before(10))
  letGo(w)
  t.equal(going(w).length, 10)
  w.pool = { ...w.pool, status: {} }
  release(w, before(11))
  run(w, 1)
  t.match(accepted(w), { reason: 'DeletionBraked', message: /^1 hostname/ })
})

t.test('a permission that lies in the future is void', async t => {
  const w = serving()
  w.now += 24 * hour
  release(w, before(12))
  run(w)
  annotate(w, '12')
  apply(w, sync(w))
  t.ok(w.pool.status?.deletionBrake?.allowedUpTo)
  w.now -= 23 * hour
  run(w)
  t.equal(left(w), 20)
  t.equal(sync(w).status.deletionBrake?.allowedUpTo, undefined)
})

t.test('what was noted for the future counts for an hour from now', async t => {
  const w = serving()
  w.now += 24 * hour
  release(w, before(10))
  run(w)
  t.equal(left(w), 10)
  w.now -= 24 * hour
  release(w, before(11))
  run(w)
  t.equal(left(w), 10, 'the eleventh')
})

t.test('a pool that grows does not let go what it has held back', async t => {
  const w = serving()
  release(w, before(12))
  run(w)
  w.requests.push(
    ...Array.from({ length: 40 }, (_, i) => request(`n${i}.apps.example.com`, 'mail'))
  )
  settle(w, 20)
  w.now += 2 * hour
  run(w)
  t.equal(left(w), 60)
  t.match(accepted(w), { reason: 'DeletionBraked', message: /^12 hostnames/ })
})

t.test('long grace: what was released slowly goes, whatever it adds up to', async t => {
  const w = serving({ releaseGraceSeconds: 86_400 })
  for (let i = 1; i <= 18; i += 1) {
    release(w, before(i))
    w.now += hour
  }
  t.match(accepted(w), { status: 'True' })
  w.now += 24 * hour
  run(w)
  t.equal(left(w), 2)
})

t.test('a request that is made again takes its hostname back at once, however late', async t => {
  const w = serving()
  release(w, before(12))
  run(w)
  w.now += 100 * hour
  const again = request('a3.apps.example.com', 'shop')
  w.requests.push(again)
  apply(w, sync(w))
  const spec = one(w, 'DomainClaim', 'a3.apps.example.com').spec as DomainClaimSpec
  t.equal(spec.requestRef.uid, again.metadata.uid)
  t.equal(spec.releasedAt, undefined)
  t.match(accepted(w)?.message, /^11 hostnames/)
  w.requests.push(request('a4.apps.example.com', 'blog'))
  t.equal(fates(w).at(-1), 'HostnameTaken', 'of another namespace: not')
})

t.test('a mistake that is repaired in steps: what is not back yet stays held back', async t => {
  const w = serving()
  const { requests } = w
  release(w, () => false)
  run(w)
  w.now += 100 * hour
  for (const back of [5, 10, 15, 19]) {
    w.requests = requests.slice(0, back)
    run(w)
    t.equal(left(w), 20)
    t.match(accepted(w)?.message, new RegExp(`^${20 - back} hostnames? released`))
  }
  w.requests = requests
  run(w)
  t.equal(accepted(w)?.status, 'True')
  t.equal(sync(w).status.deletionBrake?.heldBackSince, undefined)
})

t.test('beside what is held back, a later release is deleted as usual', async t => {
  const w = serving()
  const { requests } = w
  release(w, () => false)
  run(w)
  w.requests = requests.slice(0, 19)
  run(w)
  w.now += 2 * hour
  w.requests = requests.slice(1, 19)
  run(w)
  w.now += hour
  run(w, 8)
  t.equal(left(w), 19)
  t.match(accepted(w)?.message, /^1 hostname released/)
  w.pool = { ...w.pool, spec: { ...w.pool.spec, deletionBrake: { percent: 100, atLeast: 10 } } }
  run(w, 8)
  t.equal(left(w), 18, 'what is held back goes when the brake is switched off')
})

/** A person deletes claims by hand. */
function deleteClaims(w: World, hostnames: readonly string[]): void {
  for (const hostname of hostnames) {
    const claim = one(w, 'DomainClaim', hostname)
    claim.metadata = { ...claim.metadata, deletionTimestamp: iso(w.now) }
  }
}

t.test('a claim that a person deletes takes no other claim with it that is held back', async t => {
  for (const inGrace of [false, true]) {
    const w = serving()
    const { requests } = w
    release(w, () => false)
    if (inGrace) w.now -= 5 * minute
    else run(w)
    deleteClaims(w, ['a3.apps.example.com'])
    run(w, 8)
    w.now += hour
    run(w, 8)
    t.equal(left(w), 19, 'only the named claim goes')
    const eleven = Array.from({ length: 11 }, (_, i) => `a${i + 4}.apps.example.com`)
    deleteClaims(w, eleven)
    run(w, 8)
    t.equal(left(w), 8, 'the brake stays on, though fewer than ten are left')
    t.equal(sync(w).status.deletionBrake?.heldBack, 8)
    w.requests = requests.filter(({ metadata }) => metadata.name.includes('-a0-'))
    t.equal(w.requests.length, 1)
    run(w)
    t.equal(sync(w).status.deletionBrake?.heldBack, 7, 'a request takes its hostname back')
    annotate(w, '7')
    run(w, 8)
    t.equal(left(w), 1, 'the annotation lets the others go')
  }
})

t.test('hostnames that are held back count for the quota, and the refusal says so', async t => {
  const w = serving({ domains: [domain({ maxHostnamesPerNamespace: 12 })] })
  release(w, before(12))
  run(w)
  const asked = request('new.apps.example.com', 'shop')
  w.requests.push(asked)
  t.equal(fates(w).at(-1), 'QuotaExceeded')
  t.match(
    messageFor(w, asked),
    /12 of at most 12 .*the pool holds back 12 released hostnames of them until the platform team/
  )
})

t.test('an unreadable pool goes on remembering', async t => {
  const w = serving()
  release(w, before(12))
  run(w)
  const { deletionBrake } = sync(w).status
  Object.assign(w.pool.spec, { capacity: 7 })
  t.strictSame(sync(w).status.deletionBrake, deletionBrake)
})

t.test('the list of what is gone stays bounded', async t => {
  const w = serving({ releaseGraceSeconds: 0, deletionBrake: { atLeast: 9999 } })
  const gone = Array.from({ length: 1000 }, (_, i) => ({
    releasedAt: iso(w.now - 1_000_000 + i * 1000),
    hostnames: 1
  }))
  w.pool = { ...w.pool, status: { ...w.pool.status, deletionBrake: { gone } } }
  release(w, before(1))
  run(w)
  t.equal(left(w), 19)
  const noted = sync(w).status.deletionBrake?.gone ?? []
  t.equal(noted.length, 1000)
  t.equal(
    noted.reduce((sum, { hostnames }) => sum + hostnames, 0),
    1001
  )
  w.now += 3 * hour
  release(w, before(2))
  run(w)
  t.equal(sync(w).status.deletionBrake?.gone?.length, 1, 'and old entries go when a new one comes')
})
