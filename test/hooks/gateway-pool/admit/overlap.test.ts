import t from 'tap'
import { fates } from '../fates.ts'
import { domain, pool, request } from '../fixtures.ts'
import { settle, world } from '../world.ts'

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
