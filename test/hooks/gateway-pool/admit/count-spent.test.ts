import t from 'tap'
import { fieldOf } from '../../../../hooks/api/field-of.ts'
import type { GatewayPoolStatus } from '../../../../hooks/api/gateway-pool.ts'
import type { KubernetesObject } from '../../../../hooks/api/objects.ts'
import { createSpentRecall } from '../../../../hooks/gateway-pool/recall-spent.ts'
import { syncPool } from '../../../../hooks/gateway-pool/sync.ts'
import { iso, request, start } from '../fixtures.ts'
import { all, apply, groupNames, requestOf, settle, sync, type World, world } from '../world.ts'

const day = 86_400_000

type SpentStatus = GatewayPoolStatus['spentCertificates']

function serving(...hostnames: string[]): World {
  const w = world({ requests: hostnames.map(name => request(`${name}.apps.example.com`)) })
  settle(w)
  return w
}

function claimOf(w: World, name: string): KubernetesObject {
  const found = all(w, 'DomainClaim').find(({ metadata }) => metadata.name.startsWith(`${name}.`))
  if (found === undefined) throw new Error(`no claim ${name}`)
  return found
}

function deleteClaim(w: World, name: string, at = w.now): void {
  claimOf(w, name).metadata.deletionTimestamp = iso(at)
  w.requests = w.requests.filter(
    ({ spec }) => !String(fieldOf(spec, 'hostname')).startsWith(`${name}.`)
  )
}

function goes(w: World, name: string): void {
  delete w.children[groupNames.DomainClaim]?.[`${name}.apps.example.com`]
}

function spentOf(w: World): SpentStatus {
  return (w.pool.status as GatewayPoolStatus).spentCertificates
}

function next(w: World): SpentStatus {
  apply(w, sync(w))
  return spentOf(w)
}

const entry = (certificates: number, asOf: number, deletedThen: number) => [
  { namespace: 'shop', certificates, asOf: iso(asOf), deletedThen }
]

t.test('a claim is counted once, from its deletion on, and after it is gone', async t => {
  const w = serving('a', 'b', 'c')
  t.strictSame(next(w), [])
  deleteClaim(w, 'a')
  const once = entry(1, start, 1)
  t.strictSame(next(w), once)
  w.now += 30_000
  t.strictSame(next(w), once, 'the same observation again')
  goes(w, 'a')
  t.strictSame(next(w), once)
  deleteClaim(w, 'b')
  t.match(next(w), entry(2, start + 30_000, 1))
  deleteClaim(w, 'c', start + 30_500)
  t.match(next(w), entry(3, start + 30_000, 2), 'in the same second, but seen later')
  t.match(next(w), entry(3, start + 30_000, 2))
})

t.test(
  'an answer that is lost, or a status that is old, loses no claim that is still seen',
  async t => {
    const w = serving('a', 'b')
    const old = w.pool
    deleteClaim(w, 'a')
    next(w)
    deleteClaim(w, 'b', start + 1000)
    next(w)
    w.pool = old
    t.strictSame(next(w), entry(2, start + 1000, 1))
  }
)

t.test('the process remembers what an old status has lost', async t => {
  const w = serving('a')
  const recall = createSpentRecall()
  const old = w.pool
  const answer = () => {
    const spentBefore = recall.of('public')
    const { status } = syncPool(requestOf(w), { now: w.now, defaultRegion: 'x', spentBefore })
    recall.note('public', status)
    return (status as GatewayPoolStatus).spentCertificates
  }
  deleteClaim(w, 'a')
  t.strictSame(answer(), entry(1, start, 1))
  goes(w, 'a')
  w.pool = old
  t.strictSame(answer(), entry(1, start, 1), 'restored from a backup, for example')
  recall.note('public', { spentCertificates: [] })
  t.strictSame(answer(), entry(1, start, 1))
})

t.test('failed certificates count, and what ACM has forgotten does not', async t => {
  const w = serving('a', 'b', 'c', 'd')
  const failed = { arn: 'arn:new', status: 'PENDING_VALIDATION', attempts: 7 }
  claimOf(w, 'a').status = { certificate: { ...failed, requestedAt: iso(start) } }
  const arn = { arn: 'arn:old', status: 'ISSUED', attempts: 0 }
  claimOf(w, 'b').status = { certificate: { ...arn, requestedAt: iso(start - 365 * day) } }
  claimOf(w, 'c').status = { conditions: [] }
  claimOf(w, 'd').status = undefined as unknown as object
  for (const name of ['a', 'b', 'c', 'd']) deleteClaim(w, name)
  const [spent] = next(w) ?? []
  t.equal(spent?.certificates, 9, 'eight, none, none, and one where the status is lost')
})

t.test('a pool that has lost count takes half of what may be spent as spent', async t => {
  const w = serving('a')
  w.pool = { ...w.pool, status: {} }
  t.strictSame(next(w), [], 'a new pool has no status yet')
  w.pool = { ...w.pool, status: {} }
  w.now += 601_000
  const guess = [{ namespace: '*', certificates: 500, asOf: iso(w.now), deletedThen: 0 }]
  t.strictSame(next(w), guess)
  w.now += 60_000
  t.strictSame(next(w), guess, 'written once')
  w.now += 365 * day
  t.strictSame(next(w), [], 'forgotten after a year')
})

t.test('entries that are no entries are left out', async t => {
  const w = serving('a')
  const good = entry(3, start, 1)[0]
  const bad = [
    null,
    7,
    { ...good, asOf: 'x' },
    { ...good, namespace: 1 },
    { ...good, certificates: -1 }
  ]
  w.pool = { ...w.pool, status: { spentCertificates: [...bad, good] as never } }
  t.strictSame(next(w), [good])
  w.pool = { ...w.pool, status: { spentCertificates: 'all' as never } }
  t.strictSame(next(w), [])
})

t.test('a pool that cannot be read keeps its count', async t => {
  const w = serving('a')
  w.pool = { ...w.pool, spec: {} as never, status: { spentCertificates: entry(3, start, 1) } }
  t.strictSame(next(w), entry(3, start, 1))
})

t.test('only the namespaces that have spent most are listed', async t => {
  const w = serving('a')
  const spent = Array.from({ length: 300 }, (_, i) => ({
    ...entry(i, start, 1)[0],
    namespace: `n${i}`
  }))
  w.pool = { ...w.pool, status: { spentCertificates: spent as never } }
  const kept = next(w) ?? []
  t.equal(kept.length, 256)
  t.equal(kept[0]?.namespace, 'n299')
  t.strictSame(next(w), kept)
})
