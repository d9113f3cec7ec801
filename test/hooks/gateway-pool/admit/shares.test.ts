import t from 'tap'
import { fieldOf } from '../../../../hooks/api/field-of.ts'
import type { GatewayPool, GatewayPoolStatus } from '../../../../hooks/api/gateway-pool.ts'
import { apiVersion } from '../../../../hooks/api/schema.ts'
import { syncPool } from '../../../../hooks/gateway-pool/sync.ts'
import { fates, messageFor } from '../fates.ts'
import { iso, pool, request, start } from '../fixtures.ts'
import { all, apply, arnFor, requestOf, settle, sync, type World, world } from '../world.ts'

const day = 86_400_000

type Entry = NonNullable<GatewayPoolStatus['spentCertificates']>[number]

/** What a namespace has spent, a day ago unless `asOf` says otherwise. */
function spent(namespace: string, certificates: number, asOf = start - day): Entry {
  return { namespace, certificates, asOf: iso(asOf), deletedThen: 1 }
}

function after(...entries: Entry[]): World {
  return world({ pool: { ...pool(), status: { spentCertificates: entries } as never } })
}

/** What becomes of a first hostname of a namespace. */
function fateOf(w: World, namespace: string): string {
  w.requests = [request('first.apps.example.com', namespace)]
  return fates(w)[0] ?? 'nothing'
}

function condition(w: World) {
  return (sync(w).status.conditions ?? []).find(({ type }) => type === 'ShareUsedUp')
}

t.test('one namespace alone may spend a quarter of what others have left', async t => {
  t.equal(fateOf(after(spent('previews', 198)), 'previews'), 'claim')
  t.equal(fateOf(after(spent('previews', 202)), 'previews'), 'ShareUsedUp')
  t.equal(fateOf(after(spent('previews', 100_000)), 'shop'), 'claim')
})

t.test('however much others have spent, a namespace that has spent little passes', async t => {
  const others = Array.from({ length: 100 }, (_, i) => spent(`n${i}`, 5000))
  t.equal(fateOf(after(...others), 'shop'), 'claim')
  t.equal(fateOf(after(...others, spent('shop', 8)), 'shop'), 'claim')
  t.equal(fateOf(after(...others, spent('shop', 12)), 'shop'), 'ShareUsedUp')
})

t.test('what one has spent beyond its share is not taken from the others', async t => {
  t.equal(fateOf(after(spent('previews', 100_000), spent('shop', 150)), 'shop'), 'claim')
})

t.test('the tenant reads that its share is used up, and when it comes back', async t => {
  const w = after(spent('previews', 210), spent('rival', 500))
  const asked = request('a.apps.example.com', 'previews')
  w.requests = [asked]
  const message = messageFor(w, asked)
  t.match(
    message,
    /namespace previews has used up its share.*possible at \d{4}-\d\d-\d\d \d\d:00 UTC/
  )
  t.notMatch(message, /rival|210|500/)
  const at = Date.parse(`${/possible at (.{16})/.exec(message)?.[1]?.replace(' ', 'T')}Z`)
  w.now = at - 3_600_000
  t.equal(messageFor(w, asked), message, 'the message stays until then')
  t.strictSame(fates(w), ['ShareUsedUp'])
  w.now = at
  t.strictSame(fates(w), ['claim'])
})

t.test('the platform team reads whose doing it is, how much, and until when', async t => {
  const w = after(spent('previews', 210), spent('rival', 500), spent('shop', 3))
  const { status, reason, message } = condition(w) ?? {}
  t.strictSame([status, reason], ['True', 'ManyCertificatesSpent'])
  t.match(message, /rival \(500 spent, waits until .* UTC\), previews \(210 spent/)
  t.notMatch(message, /shop/)
  const ready = (sync(w).status.conditions ?? []).find(({ type }) => type === 'Ready')
  t.equal(ready?.status, 'True', 'the pool does what its spec says')
  w.now += 60_000
  t.equal(condition(w)?.message, message, 'it is told once')
  t.equal(condition(after(spent('shop', 3))), undefined)
})

t.test('nobody waits longer than a year', async t => {
  const w = after(spent('previews', 1_000_000))
  t.equal(fateOf(w, 'previews'), 'ShareUsedUp')
  w.now += 364 * day + 3_600_000
  t.equal(fateOf(w, 'previews'), 'claim')
})

t.test('certificates that fail count while their claim lives', async t => {
  const w = world({ requests: [request('a.apps.example.com'), request('b.apps.example.com')] })
  settle(w)
  const ended = { arn: 'arn:x', reason: 'FAILED', at: iso(start) }
  for (const claim of all(w, 'DomainClaim'))
    claim.status = { certificate: { attempts: 150, ended } }
  const kept = w.requests
  t.equal(fateOf(w, 'shop'), 'ShareUsedUp')
  t.equal(fateOf(w, 'blog'), 'claim')
  w.requests = kept
  t.strictSame(fates(w), ['claim', 'claim'], 'what it has, it keeps')
})

t.test('pools with certificates in one region share one count', async t => {
  const w = after(spent('previews', 120))
  const fateWith = (region?: string, entry = spent('previews', 120)) => {
    const status = { spentCertificates: [entry] }
    const { region: _, ...spec } = pool({}, 'other').spec
    const other = { ...pool({}, 'other'), spec: { ...spec, ...(region && { region }) }, status }
    w.requests = [request('first.apps.example.com', 'previews')]
    const asked = requestOf(w)
    const related = { ...asked.related, [`GatewayPool.${apiVersion}`]: { other, public: w.pool } }
    const context = { now: w.now, defaultRegion: 'eu-central-1' }
    const { children } = syncPool({ ...asked, related } as never, context)
    return children.some(({ kind }) => kind === 'DomainClaim') ? 'claim' : 'refused'
  }
  t.equal(fateWith('eu-central-1'), 'refused')
  t.equal(fateWith(), 'refused', 'the region of the hooks')
  t.equal(fateWith('eu-west-1'), 'claim')
  const lost = spent('*', 500)
  w.pool = {
    ...w.pool,
    status: { spentCertificates: [lost, spent('previews', 90)] }
  } as GatewayPool
  t.equal(fateWith('eu-central-1', lost), 'claim', 'both guess the same certificates')
  t.equal(fateWith('eu-central-1', spent('previews', 30)), 'refused')
})

t.test('a certificate that has failed is not retried while the share is used up', async t => {
  const w = world({ requests: ['a', 'b', 'c'].map(n => request(`${n}.apps.example.com`)) })
  settle(w)
  const ended = { arn: arnFor('x'), reason: 'FAILED', at: iso(start) }
  const failed = { attempts: 150, ended }
  const [a, b, c] = all(w, 'DomainClaim')
  if (a !== undefined) a.status = { certificate: failed }
  if (b !== undefined) b.status = { certificate: failed, readySince: iso(start) }
  const times = () => {
    const claims = sync(w).children.filter(({ kind }) => kind === 'DomainClaim')
    return claims.map(({ spec }) => fieldOf(spec, 'noRetryBefore'))
  }
  const [first, ...others] = times()
  t.match(first, /^\d{4}-\d\d-\d\dT\d\d:00:00Z$/)
  t.strictSame(others, [undefined, undefined], 'neither what was Ready nor what never failed')
  apply(w, sync(w))
  if (c !== undefined) c.status = { certificate: { attempts: 60, ended } }
  t.equal(times()[0], first, 'a time that is still to come stays')
  w.now += 366 * day
  t.strictSame(times(), [undefined, undefined, undefined], 'until the share is back')
})
