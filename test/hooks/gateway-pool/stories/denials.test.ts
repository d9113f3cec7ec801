import t from 'tap'
import type { HostnameDenialSpec } from '../../../../hooks/api/hostname-denial.ts'
import { domain, iso, pool, request } from '../fixtures.ts'
import { all, apply, settle, sync, world } from '../world.ts'

t.test('a denial carries the whole answer to one request, under the request’s uid', async t => {
  const refused = request('a.example.org', 'shop', { uid: 'u1' })
  const w = world({ requests: [refused] })
  settle(w)
  t.match(all(w, 'HostnameDenial'), [{ metadata: { name: 'u1' } }])
  const spec = all(w, 'HostnameDenial')[0]?.spec as HostnameDenialSpec
  t.match(spec.message, /a\.example\.org .*domain of pool public.*: apps\.example\.com/)
  t.strictSame(spec, {
    requestRef: { namespace: 'shop', name: refused.metadata.name, uid: 'u1' },
    poolName: 'public',
    reason: 'DomainNotAllowed',
    message: spec.message
  })
})

t.test('it changes with the reason, and goes when the request is served', async t => {
  const w = world({ requests: [request('*.org.example.com')] })
  settle(w)
  w.pool = pool({ domains: [domain({ name: 'org.example.com' })] })
  settle(w)
  t.match(all(w, 'HostnameDenial'), [{ spec: { reason: 'WildcardNotAllowed' } }])
  w.pool = pool({ domains: [domain({ name: 'org.example.com', wildcardHostnames: 'Allow' })] })
  settle(w)
  t.strictSame(all(w, 'HostnameDenial'), [])
  t.equal(all(w, 'DomainClaim').length, 1)
})

t.test('it goes with its request', async t => {
  const [gone, going] = [request('a.example.org'), request('b.example.org')]
  const w = world({ requests: [gone, going] })
  settle(w)
  t.equal(all(w, 'HostnameDenial').length, 2)
  Object.assign(going.metadata, { deletionTimestamp: iso(w.now) })
  w.requests = [going]
  apply(w, sync(w))
  t.strictSame(all(w, 'HostnameDenial'), [])
})

t.test('a request that is served gets none', async t => {
  const w = world({ requests: [request('a.apps.example.com')] })
  settle(w)
  t.strictSame(all(w, 'HostnameDenial'), [])
})
