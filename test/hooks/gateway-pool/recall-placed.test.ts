import t from 'tap'
import type { DomainClaimSpec } from '../../../hooks/api/domain-claim.ts'
import { createPlacedRecall } from '../../../hooks/gateway-pool/recall-placed.ts'
import { syncPool } from '../../../hooks/gateway-pool/sync.ts'
import { iso, pool, request } from './fixtures.ts'
import { apply, groupNames, one, requestOf, type World, world } from './world.ts'

const small = { capacity: { maxHostnamesPerGateway: 2, maxGateways: 5 } }

/** A process that syncs the pool of a world, and remembers what it has placed. */
function process(w: World) {
  const recall = createPlacedRecall()
  return () => {
    const placedBefore = recall.of(w.pool.metadata.name, w.now)
    const hookRequest = requestOf(w)
    const answer = syncPool(hookRequest, { now: w.now, defaultRegion: 'eu-west-1', placedBefore })
    recall.note(hookRequest, answer, w.now)
    return answer
  }
}

type Answer = ReturnType<ReturnType<typeof process>>

function gatewaysOf({ children }: Answer): Record<string, string> {
  const claims = children.filter(({ kind }) => kind === 'DomainClaim')
  const place = ({ spec }: { spec: unknown }) => (spec as DomainClaimSpec).gatewayRef.name
  return Object.fromEntries(claims.map(claim => [claim.metadata.name.split('.')[0], place(claim)]))
}

function asking(...names: readonly string[]): World {
  const requests = names.map((name, i) =>
    request(`${name}.apps.example.com`, 'shop', { age: 1000 - i })
  )
  return world({ pool: pool(small), requests })
}

/** Removes claims from what the cache of Metacontroller shows. */
function hide(w: World, ...names: readonly string[]): void {
  for (const name of names) delete w.children[groupNames.DomainClaim]?.[`${name}.apps.example.com`]
}

t.test('a claim that the cache does not show yet keeps its place', async t => {
  const w = asking('a', 'b', 'c')
  const sync = process(w)
  const first = sync()
  t.match(gatewaysOf(first), { a: 'public-1', b: 'public-1', c: 'public-2' })
  apply(w, first)
  hide(w, 'b', 'c')
  // A namespace without a hostname gets the first free place.
  w.requests.push(request('z.apps.example.com', 'blog', { age: 1 }))
  w.now += 1000
  t.strictSame(gatewaysOf(sync()), { a: 'public-1', b: 'public-1', c: 'public-2', z: 'public-2' })
})

t.test('the name of a Gateway that only such claims have is not given to a new one', async t => {
  const w = asking('a', 'b')
  const sync = process(w)
  sync()
  w.requests = [request('z.apps.example.com', 'blog', { age: 1 })]
  w.now += 1000
  t.strictSame(gatewaysOf(sync()), { z: 'public-2' })
})

t.test('after a minute the place is free again', async t => {
  const w = asking('a', 'b')
  const sync = process(w)
  sync()
  w.requests = [request('z.apps.example.com', 'blog', { age: 1 })]
  w.now += 61_000
  t.strictSame(gatewaysOf(sync()), { z: 'public-1' })
})

t.test('a place on a Gateway that cannot be created now is not kept', async t => {
  const w = asking('a', 'b')
  const sync = process(w)
  apply(w, sync())
  hide(w, 'b')
  const configuration = one(w, 'LoadBalancerConfiguration', 'public-1')
  configuration.metadata.deletionTimestamp = iso(w.now)
  w.children[groupNames.Gateway] = {}
  w.now += 1000
  t.strictSame(gatewaysOf(sync()), { a: 'public-1', b: 'public-2' })
})
