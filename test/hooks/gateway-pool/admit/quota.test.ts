import t from 'tap'
import { fates } from '../fates.ts'
import { domain, pool, request } from '../fixtures.ts'
import { all, groupNames, settle, world } from '../world.ts'

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

t.test('quota: a hostname that is being released counts until it is gone', async t => {
  const w = world({
    pool: pool({ domains: [domain({ maxHostnamesPerNamespace: 1 })] }),
    requests: [request('a.apps.example.com', 'shop')]
  })
  settle(w)
  w.requests = [request('b.apps.example.com', 'shop')]
  t.strictSame(fates(w), ['QuotaExceeded'])
  w.children[groupNames.DomainClaim] = {}
  t.strictSame(fates(w), ['claim'])
})
