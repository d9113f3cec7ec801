import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import type { DomainClaimSpec } from '../../../../hooks/api/domain-claim.ts'
import { fieldOf } from '../../../../hooks/api/field-of.ts'
import type { HostnameDenialSpec } from '../../../../hooks/api/hostname-denial.ts'
import type { DesiredObject, KubernetesObject } from '../../../../hooks/api/objects.ts'
import { domain, pool, request } from '../fixtures.ts'
import { all, apply, groupNames, keyOf, one, settle, sync, type World, world } from '../world.ts'

function count(children: readonly DesiredObject[], kind: string): number {
  return children.filter(child => child.kind === kind).length
}

const roomy = {
  domains: [domain({ maxHostnamesPerNamespace: 9999 })],
  capacity: { maxGateways: 100 }
}

function waiting(good: number, bad: number): World {
  const asked = Array.from({ length: good }, (_, i) =>
    request(`a${i}.apps.example.com`, 'shop', { age: 9000 - i })
  )
  const refused = Array.from({ length: bad }, (_, i) => request(`a${i}.example.org`))
  return world({ pool: pool(roomy), requests: [...asked, ...refused] })
}

t.test('fifty new children at most: each Gateway, then the claims on it, by age', async t => {
  const { children, resyncAfterSeconds } = sync(waiting(500, 0))
  t.equal(children.length, 50)
  const inOrder = children.slice(0, 40)
  t.equal(count(inOrder, 'Gateway'), 2, '2 Gateways with all that belongs to each')
  t.equal(count(inOrder, 'DomainClaim'), 30, 'and 30 claims')
  t.equal(resyncAfterSeconds, 10)
})

t.test('in order of age, as far as the order goes', async t => {
  const { children } = sync(waiting(120, 0))
  const claims = children
    .filter(({ kind }) => kind === 'DomainClaim')
    .map(({ metadata }) => metadata.name)
  t.strictSame(
    claims.slice(0, 30),
    Array.from({ length: 30 }, (_, i) => `a${i}.apps.example.com`)
  )
  t.ok(claims.length >= 35, 'and others of the 10 by offset')
})

t.test('thousands of new hostnames of one namespace do not delay another’s first', async t => {
  const w = waiting(2000, 0)
  w.requests.push(request('first.apps.example.com', 'blog', { age: 1 }))
  const names = sync(w).children.map(({ metadata }) => metadata.name)
  t.ok(names.includes('first.apps.example.com'))
})

t.test('Gateways on which claims are already come first', async t => {
  const w = waiting(60, 0)
  for (let round = 0; round < 3; round += 1) apply(w, sync(w))
  const gateway = one(w, 'Gateway', 'public-2')
  delete w.children[groupNames.Gateway]?.[keyOf(gateway)]
  w.requests.push(...waiting(200, 0).requests.slice(60))
  const added = sync(w).children.filter(
    ({ metadata }) => !all(w, 'DomainClaim').some(c => c.metadata.name === metadata.name)
  )
  const isNew = ({ kind, metadata }: DesiredObject) =>
    kind === 'Gateway' && metadata.name === 'public-2'
  t.ok(added.some(isNew))
})

t.test('at most 20 denials', async t => {
  const { children, resyncAfterSeconds } = sync(waiting(1, 70))
  t.equal(count(children, 'HostnameDenial'), 20)
  t.equal(count(children, 'DomainClaim'), 1)
  t.equal(resyncAfterSeconds, 10)
})

t.test('everything comes in the end, though many fail for good', async t => {
  for (const [asked, failing] of [
    [200, 90],
    [180, 100],
    [190, 100],
    [220, 120]
  ] as const) {
    const w = waiting(asked, 0)
    // The oldest claims are refused by the API server again and again.
    const fails = (name: string) => Number(/^a([0-9]+)\./.exec(name)?.[1] ?? 999) < failing
    for (let round = 0; round < 150; round += 1) {
      const answer = sync(w)
      const children = answer.children.filter(
        ({ kind, metadata }) => kind !== 'DomainClaim' || !fails(metadata.name)
      )
      apply(w, { ...answer, children })
      w.now += (answer.resyncAfterSeconds ?? 0) * 1000
    }
    t.equal(all(w, 'DomainClaim').length, asked - failing, `${failing} of ${asked} fail`)
  }
})

t.test('what is there is always listed, however much there is', async t => {
  const w = waiting(300, 0)
  for (let round = 0; round < 10; round += 1) apply(w, sync(w))
  const there = all(w, 'DomainClaim').length
  t.equal(there, 300)
  t.equal(count(sync(w).children, 'DomainClaim'), 300)
  t.equal(sync(w).resyncAfterSeconds, 120, 'until patience with the Gateways ends')
})

/**
 * Refused requests: thousands of one namespace, all of them older, and one of each of some others.
 */
function crowd(others: number): World {
  const many = Array.from({ length: 3000 }, (_, i) =>
    request(`a${i}.example.org`, 'crowd', { age: 9000 })
  )
  const few = Array.from({ length: others }, (_, i) =>
    request('b.example.org', `team-${i}`, { age: 10 })
  )
  return world({ requests: [...many, ...few] })
}

function denied(w: World): Set<string> {
  return new Set(
    all(w, 'HostnameDenial').map(({ spec }) => (spec as HostnameDenialSpec).requestRef.namespace)
  )
}

t.test('thousands of refusals of one namespace delay nobody else’s', async t => {
  const w = crowd(5)
  apply(w, sync(w))
  t.equal(denied(w).size, 6)
  t.equal(all(w, 'HostnameDenial').length, 20, 'and the rest of the room is theirs')
})

t.test('many namespaces take turns', async t => {
  const w = crowd(50)
  for (let round = 0; round < 6; round += 1) {
    apply(w, sync(w))
    w.now += 1000
  }
  t.equal(denied(w).size, 51)
})

t.test('refusals that fail for good do not hold up others of their namespace', async t => {
  const w = waiting(0, 60)
  const failing = new Set(w.requests.slice(0, 25).map(({ metadata }) => metadata.uid))
  for (let round = 0; round < 12; round += 1) {
    const answer = sync(w)
    apply(w, {
      ...answer,
      children: answer.children.filter(({ metadata }) => !failing.has(metadata.name))
    })
    w.now += 1000
  }
  t.equal(all(w, 'HostnameDenial').length, 35)
})

t.test(
  'one that fails for good in each of many namespaces holds up none of the others',
  async t => {
    const requests = Array.from({ length: 20 }, (_, n) => [
      request('a.example.org', `team-${n}`, { age: 100 }),
      request('b.example.org', `team-${n}`, { age: 50 })
    ])
    const failing = new Set(requests.map(([oldest]) => oldest?.metadata.uid))
    const w = world({ requests: requests.flat() })
    for (let round = 0; round < 40; round += 1) {
      const answer = sync(w)
      apply(w, {
        ...answer,
        children: answer.children.filter(({ metadata }) => !failing.has(metadata.name))
      })
      w.now += 10_000
    }
    t.equal(all(w, 'HostnameDenial').length, 20)
  }
)

/**
 * Hostnames in service, as many hostnames that wait for their certificate, and a change of the pool
 * that changes the claims of all of them.
 */
function changed(each: number): World {
  const hostnames = (letter: string, age: number) =>
    Array.from({ length: each }, (_, i) =>
      request(`${letter}${i}.apps.example.com`, 'shop', { age: age - i })
    )
  const w = world({ pool: pool(roomy), requests: hostnames('a', 9000) })
  settle(w, 30)
  w.requests.push(...hostnames('b', 5000))
  while (all(w, 'DomainClaim').length < 2 * each) apply(w, sync(w))
  w.pool = pool({ ...roomy, dns: { validationTTLSeconds: 60 } })
  return w
}

/** The hostnames of the claims that an answer changes. */
function changes(w: World, children = sync(w).children): readonly string[] {
  const observed = new Map(all(w, 'DomainClaim').map(claim => [claim.metadata.name, claim.spec]))
  const isChange = ({ kind, metadata, spec }: DesiredObject) =>
    kind === 'DomainClaim' &&
    !isDeepStrictEqual(plain(spec), plain(observed.get(metadata.name) ?? {}))
  return children.filter(isChange).map(({ metadata }) => metadata.name)
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

t.test('at most 40 claims change in one answer, those that get a target first', async t => {
  const w = changed(80)
  const withoutTarget = all(w, 'DomainClaim').filter(c => c.metadata.name.startsWith('a'))
  for (const { spec } of withoutTarget.slice(0, 70)) delete (spec as { target?: unknown }).target
  const hasNone = new Set(withoutTarget.slice(0, 70).map(({ metadata }) => metadata.name))
  const rounds: string[] = []
  for (let round = 0; round < 5; round += 1) {
    const answer = sync(w)
    const names = changes(w, answer.children)
    const claims = count(answer.children, 'DomainClaim')
    const urgent = names.filter(name => hasNone.has(name)).length
    rounds.push(`${urgent} + ${names.length - urgent} of ${claims}`)
    if (round < 3) t.equal(answer.resyncAfterSeconds, 10, 'the next answer comes soon')
    else t.not(answer.resyncAfterSeconds, 10)
    apply(w, answer)
    w.now += 1000
  }
  t.strictSame(rounds, [
    '30 + 10 of 160',
    '30 + 10 of 160',
    '10 + 30 of 160',
    '0 + 40 of 160',
    '0 + 0 of 160'
  ])
})

t.test('40 changes come at once', async t => {
  const w = changed(20)
  t.equal(changes(w).length, 40)
  t.not(sync(w).resyncAfterSeconds, 10)
})

t.test('20 changes come before the deletions that are due, while few claims are going', async t => {
  const w = changed(80)
  const claims = all(w, 'DomainClaim')
  const [first] = claims
  const releasedAt = new Date(w.now - 3600_000).toISOString()
  Object.assign(first?.spec ?? {}, { releasedAt })
  w.requests = w.requests.filter(({ spec }) => fieldOf(spec, 'hostname') !== first?.metadata.name)
  t.equal(changes(w).length, 20)
  const others = claims.slice(1)
  for (const { metadata } of others.slice(0, 99)) metadata.deletionTimestamp = releasedAt
  t.equal(changes(w).length, 20, '99 are going')
  for (const { metadata } of others.slice(99, 100)) metadata.deletionTimestamp = releasedAt
  t.equal(changes(w).length, 40, '100 are going')
})

t.test('releases go Gateway by Gateway, so that few Gateways change at a time', async t => {
  const w = changed(100)
  settle(w, 30)
  for (const { metadata } of all(w, 'DomainClaim'))
    metadata.creationTimestamp = '2026-01-01T00:00:00Z'
  w.requests = []
  const gateways: number[] = []
  while (changes(w).length > 0 && gateways.length < 20) {
    const answer = sync(w)
    const names = changes(w, answer.children)
    const changedOn = names.map(name =>
      fieldOf(fieldOf(one(w, 'DomainClaim', name).spec, 'gatewayRef'), 'name')
    )
    gateways.push(new Set(changedOn).size)
    apply(w, answer)
    w.now += 1000
  }
  t.equal(all(w, 'Gateway').length, 8)
  t.ok(gateways.length >= 5 && gateways.length < 20, `${gateways.length} answers`)
  t.ok(Math.max(...gateways) <= 4, `an answer changes claims of ${gateways} Gateways`)
})

t.test('a claim whose change waits is listed as it is observed', async t => {
  const w = changed(40)
  const { children } = sync(w)
  const names = new Set(changes(w, children))
  const waiting = children.filter(
    ({ kind, metadata }) => kind === 'DomainClaim' && !names.has(metadata.name)
  )
  t.equal(waiting.length, 40)
  for (const { metadata, spec } of waiting)
    t.strictSame(spec, one(w, 'DomainClaim', metadata.name).spec, metadata.name)
})

t.test('new claims and denials come beside the changes', async t => {
  const w = changed(40)
  w.requests.push(request('c.apps.example.com', 'blog'), request('a.example.org', 'blog'))
  const { children } = sync(w)
  t.equal(changes(w, children).length, 41, '40 changes, and the new claim')
  t.ok(children.some(({ metadata }) => metadata.name === 'c.apps.example.com'))
  t.equal(count(children, 'HostnameDenial'), 1)
})

/** Lives on while the API server refuses all changes of some claims. @returns who still waits */
function livesOn(w: World, isRefused: (name: string) => boolean, rounds: number): Set<string> {
  for (let round = 0; round < rounds; round += 1) {
    const answer = sync(w)
    const isApplied = ({ kind, metadata }: DesiredObject) =>
      kind !== 'DomainClaim' || !isRefused(metadata.name)
    const before = new Map(all(w, 'DomainClaim').map(claim => [claim.metadata.name, claim.spec]))
    const asItWas = (child: DesiredObject) =>
      isApplied(child) ? child : { ...child, spec: before.get(child.metadata.name) }
    apply(w, { ...answer, children: answer.children.map(asItWas) })
    w.now += 10_000
  }
  const isUnchanged = ({ spec }: KubernetesObject) =>
    (spec as DomainClaimSpec).dns.validationTTLSeconds !== 60
  return new Set(
    all(w, 'DomainClaim')
      .filter(isUnchanged)
      .map(({ metadata }) => metadata.name)
  )
}

t.test('claims whose change fails for good do not hold up the others', async t => {
  const someWithTarget = livesOn(changed(70), name => /^a[0-4]/.test(name), 30)
  t.strictSame(
    [...someWithTarget].filter(name => !/^a[0-4]/.test(name)),
    []
  )
  const allWithoutTarget = livesOn(changed(70), name => name.startsWith('b'), 30)
  t.strictSame(
    [...allWithoutTarget].filter(name => name.startsWith('a')),
    []
  )
})

t.test('a Gateway whose changes fail for good does not hold up another one', async t => {
  const capacity = { maxGateways: 100, maxHostnamesPerGateway: 60 }
  const w = world({ pool: pool({ ...roomy, capacity }), requests: waiting(62, 0).requests })
  settle(w, 30)
  const onFirst = all(w, 'DomainClaim').filter(
    ({ spec }) => (spec as DomainClaimSpec).gatewayRef.name === 'public-1'
  )
  const failing = new Set(onFirst.map(({ metadata }) => metadata.name))
  w.pool = pool({ ...roomy, capacity, dns: { validationTTLSeconds: 60 } })
  const waits = livesOn(w, name => failing.has(name), 4)
  t.equal(failing.size, 60)
  t.strictSame(waits, failing, 'the two others are changed')
})
