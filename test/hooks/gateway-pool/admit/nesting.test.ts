import t from 'tap'
import { fates, messageFor } from '../fates.ts'
import { domain, pool, request } from '../fixtures.ts'
import { apply, one, settle, sync, type World, world } from '../world.ts'

const apart = domain({
  apexHostname: 'Allow',
  wildcardHostnames: 'Allow',
  nestedHostnames: 'SameNamespace'
})
const allowing = { ...apart, nestedHostnames: 'Allow' } as const

function acceptedOf(w: World) {
  return sync(w).status.conditions?.find(({ type }) => type === 'Accepted')
}

for (const [given, first, second, expected] of [
  ['below', 'shop.apps.example.com', 'x.shop.apps.example.com', 'HostnameNested'],
  ['far below', 'shop.apps.example.com', 'a.b.shop.apps.example.com', 'HostnameNested'],
  ['above', 'a.b.shop.apps.example.com', 'shop.apps.example.com', 'HostnameNested'],
  ['a wildcard below', 'shop.apps.example.com', '*.shop.apps.example.com', 'HostnameNested'],
  ['above a wildcard', '*.shop.apps.example.com', 'shop.apps.example.com', 'HostnameNested'],
  ['below the domain itself', 'apps.example.com', 'shop.apps.example.com', 'HostnameNested'],
  ['under a wildcard', '*.shop.apps.example.com', 'x.shop.apps.example.com', 'HostnameOverlaps'],
  ['beside', 'shop.apps.example.com', 'x.blog.apps.example.com', 'claim'],
  ['a name that ends alike', 'shop.apps.example.com', 'workshop.apps.example.com', 'claim'],
  ['two below one that nobody has', 'a.x.apps.example.com', 'b.x.apps.example.com', 'claim']
] as const) {
  t.test(`${given}: ${second} after ${first}`, async t => {
    const asked = (namespace: string) => [
      request(first, 'shop', { age: 20 }),
      request(second, namespace, { age: 10 })
    ]
    const fatesIn = (namespace: string, d = apart) =>
      fates(world({ pool: pool({ domains: [d] }), requests: asked(namespace) }))
    t.strictSame(fatesIn('blog'), ['claim', expected], 'another namespace')
    t.strictSame(fatesIn('shop'), ['claim', 'claim'], 'the same namespace')
    const isOverlap = expected === 'HostnameOverlaps'
    t.strictSame(fatesIn('blog', allowing), ['claim', isOverlap ? expected : 'claim'], 'allowed')
  })
}

t.test('the refusal names neither the other hostname nor its namespace', async t => {
  const late = request('shop.apps.example.com', 'blog')
  const w = world({
    pool: pool({ domains: [apart] }),
    requests: [request('secret.shop.apps.example.com', 'hidden', { age: 99 }), late]
  })
  t.match(messageFor(w, late), /^shop\.apps\.example\.com is below or above a hostname of another/)
  t.notMatch(messageFor(w, late), /secret|hidden/)
})

t.test('what is held when the setting changes stays, and the pool names it', async t => {
  const [upper, lower] = ['shop.apps.example.com', 'x.shop.apps.example.com']
  const requests = [request(upper, 'shop', { age: 20 }), request(lower, 'blog', { age: 10 })]
  const w = world({ pool: pool({ domains: [allowing] }), requests })
  settle(w)
  t.equal(acceptedOf(w)?.status, 'True')
  const before = JSON.stringify(one(w, 'Gateway', 'public-1').spec)
  w.pool = { ...pool({ domains: [apart] }), status: w.pool.status ?? {} }
  t.match(acceptedOf(w), {
    status: 'False',
    reason: 'HostnamesNested',
    message: `keep working: ${lower} of namespace blog beside ${upper} of namespace shop. For each`
  })
  settle(w)
  t.strictSame(fates(w), ['claim', 'claim'])
  t.equal(JSON.stringify(one(w, 'Gateway', 'public-1').spec), before, 'both keep their listeners')
})

t.test('of two that are held, only the younger is refused when it is asked for again', async t => {
  const [upper, lower] = ['shop.apps.example.com', 'x.shop.apps.example.com']
  const requests = [request(upper, 'shop', { age: 20 }), request(lower, 'blog', { age: 10 })]
  const w = world({ pool: pool({ domains: [allowing] }), requests: requests.slice(0, 1) })
  settle(w)
  w.now += 60_000
  w.requests = requests
  settle(w)
  w.pool = { ...pool({ domains: [apart] }), status: w.pool.status ?? {} }
  w.requests = []
  apply(w, sync(w))
  w.requests = [request(upper, 'shop'), request(lower, 'blog')]
  t.strictSame(fates(w), ['claim', 'HostnameNested'])
})

t.test('the setting of another pool counts for the names of its domain', async t => {
  const inner = { ...apart, name: 'shop.apps.example.com' }
  const other = pool({ domains: [inner] }, 'other')
  const fatesOf = (first: string, second: string) =>
    fates(
      world({
        pool: pool({ domains: [allowing] }),
        otherPools: [other],
        requests: [request(first, 'shop', { age: 20 }), request(second, 'blog', { age: 10 })]
      })
    )
  t.strictSame(fatesOf('a.shop.apps.example.com', 'b.a.shop.apps.example.com'), [
    'claim',
    'HostnameNested'
  ])
  t.strictSame(fatesOf('blog.apps.example.com', 'b.blog.apps.example.com'), ['claim', 'claim'])
})
