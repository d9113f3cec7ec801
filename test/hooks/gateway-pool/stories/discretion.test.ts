import t from 'tap'
import type { DomainClaimSpec } from '../../../../hooks/api/domain-claim.ts'
import type { DesiredObject, KubernetesObject } from '../../../../hooks/api/objects.ts'
import { messageFor } from '../fates.ts'
import { domain, iso, pool, request } from '../fixtures.ts'
import { all, groupNames, one, settle, sync, type World, world } from '../world.ts'

/**
 * App teams learn nothing of other namespaces from a refusal but that there is one; of their own
 * they learn all.
 */

const open = domain({ wildcardHostnames: 'Allow' })
const [name, wildcard] = ['a.apps.example.com', '*.apps.example.com']

/** The holder of a hostname: his namespace and his request have names that are not to be told. */
const holder = (hostname: string) => request(hostname, 'secret', { age: 20, uid: 'hidden' })

function holding(hostname: string): World {
  const w = world({ pool: pool({ domains: [open] }), requests: [holder(hostname)] })
  settle(w)
  return w
}

function claimOf(w: World): KubernetesObject {
  const [claim] = all(w, 'DomainClaim')
  if (claim === undefined) throw new Error('no claim')
  return claim
}

function releasing(): World {
  const w = holding(name)
  w.requests = []
  settle(w)
  return w
}

function goingAway(): World {
  const w = releasing()
  claimOf(w).metadata.deletionTimestamp = iso(w.now)
  return w
}

function ofAnotherPool(): World {
  const there = holding(name)
  const claim = claimOf(there)
  Object.assign(claim.spec as object, { poolName: 'covert' })
  return world({ pool: there.pool, otherClaims: [claim] })
}

function leftOpen(): World {
  const w = holding(wildcard)
  w.requests = []
  w.children[groupNames.DomainClaim] = {}
  return w
}

for (const [given, w, asked, ofOthers, ofOwn] of [
  [
    'taken by an older request',
    world({ requests: [holder(name)] }),
    name,
    /older request of another/,
    /request-hidden/
  ],
  [
    'held',
    holding(name),
    name,
    /held by another namespace/,
    /held by request request-hidden of this namespace/
  ],
  ['being released', releasing(), name, /being released by another namespace/, undefined],
  [
    'being given up',
    goingAway(),
    name,
    /being given up by another namespace/,
    /given up by request request-hidden/
  ],
  [
    'held through another pool',
    ofAnotherPool(),
    name,
    /held by another namespace\./,
    /request-hidden.* pool covert/
  ],
  [
    'covered by a wildcard',
    holding(wildcard),
    name,
    /overlaps a hostname of another namespace/,
    undefined
  ],
  [
    'a wildcard over a name',
    holding(name),
    wildcard,
    /overlaps a hostname of another namespace/,
    undefined
  ],
  ['under an open listener', leftOpen(), name, /still open to another namespace/, undefined]
] as const) {
  t.test(`${given}: who holds it is not told to others`, async t => {
    const stranger = request(asked, 'blog', { age: 5 })
    const message = messageFor({ ...w, requests: [...w.requests, stranger] }, stranger)
    t.match(message, ofOthers)
    t.notMatch(message, /secret|hidden|covert/)
    t.notMatch(message.replaceAll(asked, ''), /\.apps\.example\.com/, 'nor what else is held')
    if (ofOwn === undefined) return
    const neighbour = request(asked, 'secret', { age: 5 })
    t.match(messageFor({ ...w, requests: [...w.requests, neighbour] }, neighbour), ofOwn)
  })
}

t.test('a claim that an older one overlaps is not told whose that is, and the pool is', async t => {
  const w = holding(name)
  w.now += 1000
  w.requests.push(request(wildcard, 'secret', { age: 10 }))
  settle(w)
  Object.assign(
    (one(w, 'DomainClaim', 'wildcard.apps.example.com.0').spec as DomainClaimSpec).requestRef,
    {
      namespace: 'blog'
    }
  )
  const answer = sync(w)
  const told = answer.children.find(
    ({ metadata }) => metadata.name === 'wildcard.apps.example.com.0'
  )
  const { gatewayStatus } = (told as DesiredObject).spec as DomainClaimSpec
  t.match(gatewayStatus, {
    reason: 'HostnameOverlaps',
    message: /an older hostname of another namespace/
  })
  t.notMatch(gatewayStatus?.message, /secret|a\.apps/)
  t.match(
    answer.status.conditions?.[0]?.message,
    /overlaps a\.apps\.example\.com of namespace secret/
  )
})
