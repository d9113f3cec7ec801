import t from 'tap'
import type { DomainClaimSpec } from '../../../../hooks/api/domain-claim.ts'
import { domain, iso, pool, request } from '../fixtures.ts'
import { all, apply, groupNames, one, settle, sync, type World, world } from '../world.ts'

const name = 'last.apps.example.com'

/** A thousand claims that do not get done with AWS, and one more hostname, just given up. */
function clogged(seconds: number): World {
  const w = world({
    pool: pool({
      domains: [domain({ maxHostnamesPerNamespace: 2000 })],
      capacity: { maxGateways: 50 },
      deletionBrake: { percent: 100 }
    }),
    requests: [request(name)]
  })
  settle(w)
  w.requests = []
  apply(w, sync(w))
  w.now += 1_000_000
  for (let i = 0; i < 1000; i += 1) addTerminating(w, i, iso(w.now - seconds * 1000))
  apply(w, sync(w))
  return w
}

/** Adds a claim like the given-up one, of another hostname and on another Gateway. */
function addTerminating(w: World, i: number, deletionTimestamp: string): void {
  const { metadata, ...claim } = structuredClone(one(w, 'DomainClaim', name))
  const hostname = `a${i}.apps.example.com`
  const gatewayRef = { namespace: 'edge', name: `public-${2 + Math.floor(i / 25)}` }
  const spec = {
    ...(claim.spec as DomainClaimSpec),
    hostname,
    gatewayRef: { ...gatewayRef, sectionName: hostname }
  }
  const own = { ...metadata, name: hostname, uid: `uid-${hostname}`, deletionTimestamp }
  const status = { certificate: { attempts: 0 } }
  const claims = w.children[groupNames.DomainClaim]
  Object.assign(claims ?? {}, { [hostname]: { ...claim, metadata: own, spec, status } })
}

const isGoing = (w: World) => !sync(w).children.some(({ metadata }) => metadata.name === name)

t.test('claims that go hold up further ones, but not for more than ten minutes', async t => {
  const w = clogged(600)
  t.equal(all(w, 'DomainClaim').length, 1001)
  t.notOk(isGoing(w), 'a thousand at once')
  t.ok(isGoing(clogged(601)), 'stuck ones do not count')
})

t.test('the pool names claims that are stuck', async t => {
  t.match(sync(clogged(600)).status.conditions?.[0], { status: 'True' })
  t.match(sync(clogged(601)).status.conditions?.[0], {
    status: 'False',
    reason: 'ClaimsStuck',
    message:
      /^1000 hostnames .*a0\.apps\.example\.com.* and 990 more.*kubectl describe domainclaim a0\./
  })
})
