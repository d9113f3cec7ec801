import t from 'tap'
import { domain, iso, pool, request } from '../fixtures.ts'
import { all, apply, settle, sync, type World, world } from '../world.ts'

/** A hundred claims that do not get done with AWS, and one more hostname, just given up. */
function clogged(seconds: number): World {
  const requests = Array.from({ length: 101 }, (_, i) => request(`a${i}.apps.example.com`))
  const w = world({
    pool: pool({
      domains: [domain({ maxHostnamesPerNamespace: 999 })],
      deletionBrake: { percent: 100 }
    }),
    requests
  })
  settle(w, 20)
  w.requests = []
  apply(w, sync(w))
  w.now += 1_000_000
  for (const { metadata } of all(w, 'DomainClaim').slice(0, 100))
    metadata.deletionTimestamp = iso(w.now - seconds * 1000)
  apply(w, sync(w))
  return w
}

const claimsIn = (w: World) => sync(w).children.filter(({ kind }) => kind === 'DomainClaim').length

t.test('claims that go hold up further ones, but not for more than ten minutes', async t => {
  t.equal(claimsIn(clogged(600)), 101, 'a hundred at once')
  t.equal(claimsIn(clogged(601)), 100, 'stuck ones do not count')
})

t.test('the pool names claims that are stuck', async t => {
  t.match(sync(clogged(600)).status.conditions?.[0], { status: 'True' })
  t.match(sync(clogged(601)).status.conditions?.[0], {
    status: 'False',
    reason: 'ClaimsStuck',
    message:
      /^100 hostnames .*a0\.apps\.example\.com.* and 90 more.*kubectl describe domainclaim a0\./
  })
})
