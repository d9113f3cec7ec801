import t from 'tap'
import { fates } from './fates.ts'
import { domain, pool, request } from './fixtures.ts'
import { all, settle, world } from './world.ts'

const open = domain({ apexHostname: 'Allow', wildcardHostnames: 'Allow' })

for (const [given, first, second, expected] of [
  ['a wildcard over a name', 'a.apps.example.com', '*.apps.example.com', 'HostnameOverlaps'],
  ['a name under a wildcard', '*.apps.example.com', 'a.apps.example.com', 'HostnameOverlaps'],
  ['at any depth', '*.apps.example.com', 'a.b.c.apps.example.com', 'HostnameOverlaps'],
  ['a wildcard under a wildcard', '*.apps.example.com', '*.b.apps.example.com', 'HostnameOverlaps'],
  ['a wildcard beside a name', '*.b.apps.example.com', 'a.apps.example.com', 'claim'],
  ['a wildcard and its apex', '*.b.apps.example.com', 'b.apps.example.com', 'claim']
] as const) {
  const domains = [open]
  t.test(`${given}, of another namespace`, async t => {
    const requests = [request(first, 'shop', { age: 20 }), request(second, 'blog', { age: 10 })]
    t.strictSame(fates(world({ pool: pool({ domains }), requests })), ['claim', expected])
  })
  t.test(`${given}, of the same namespace`, async t => {
    const requests = [request(first, 'shop', { age: 20 }), request(second, 'shop', { age: 10 })]
    t.strictSame(fates(world({ pool: pool({ domains }), requests })), ['claim', 'claim'])
  })
  t.test(`${given}, held by another namespace`, async t => {
    const w = world({ pool: pool({ domains }), requests: [request(first, 'shop')] })
    settle(w)
    w.requests.push(request(second, 'blog', { age: 999 }))
    t.strictSame(fates(w), ['claim', expected])
  })
}

t.test('quota: per namespace and domain, claims on their way out included', async t => {
  const domains = [domain({ maxHostnamesPerNamespace: 2 }), domain({ name: 'lab.example.com' })]
  const ask = (name: string, namespace: string, age: number) => request(name, namespace, { age })
  const w = world({
    pool: pool({ domains }),
    requests: [ask('a.apps.example.com', 'shop', 9), ask('b.apps.example.com', 'shop', 8)]
  })
  settle(w)
  w.requests.push(
    ask('c.apps.example.com', 'shop', 7),
    ask('c.apps.example.com', 'blog', 6),
    ask('a.lab.example.com', 'shop', 5)
  )
  t.strictSame(fates(w), ['claim', 'claim', 'QuotaExceeded', 'claim', 'claim'])
  const [claim] = all(w, 'DomainClaim')
  if (claim !== undefined) claim.metadata.deletionTimestamp = '2026-09-01T10:00:00Z'
  t.equal(fates(w)[2], 'QuotaExceeded', 'a terminating claim counts')
})
