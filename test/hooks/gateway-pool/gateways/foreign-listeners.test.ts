import t from 'tap'
import type { KubernetesObject } from '../../../../hooks/api/objects.ts'
import { type Listener, listenersOf } from '../../../../hooks/gateway-pool/observe/read-gateways.ts'
import { fates, messageFor } from '../fates.ts'
import { domain, iso, pool, request } from '../fixtures.ts'
import {
  all,
  apply,
  applyByHand,
  groupNames,
  one,
  settle,
  sync,
  type World,
  world
} from '../world.ts'

const wildcard = '*.x.apps.example.com'
const allowing = pool({ domains: [domain({ wildcardHostnames: 'Allow' })] })

/**
 * A team's wildcard and another team's hostname are in service, and somebody has applied the
 * Gateway by hand.
 */
function appliedByHand(): World {
  const w = world({
    pool: allowing,
    requests: [request(wildcard, 'evil'), request('stays.apps.example.com', 'other')]
  })
  settle(w)
  applyByHand(one(w, 'Gateway', 'public-1'))
  return w
}

/** The wildcard's claim goes; AWS is done with it at once. */
function giveUp(w: World): void {
  w.requests = w.requests.filter(({ metadata }) => metadata.namespace !== 'evil')
  apply(w, sync(w))
  w.now += 301_000
  apply(w, sync(w))
  delete w.children[groupNames.DomainClaim]?.['wildcard.x.apps.example.com.0']
}

function listenerOf(w: World, name: string): Listener | undefined {
  return listenersOf(one(w, 'Gateway', 'public-1')).find(listener => listener.name === name)
}

t.test('a listener that nobody else owns goes by being left out', async t => {
  const w = world({
    pool: allowing,
    requests: [request(wildcard, 'evil'), request('stays.apps.example.com', 'other')]
  })
  settle(w)
  giveUp(w)
  settle(w)
  t.equal(listenerOf(w, 'wildcard.x.apps.example.com.0'), undefined)
})

t.test(
  'a listener that somebody else owns too is closed: it would stay if it were left out',
  async t => {
    const w = appliedByHand()
    giveUp(w)
    settle(w)
    t.match(listenerOf(w, 'wildcard.x.apps.example.com.0'), {
      protocol: 'HTTP',
      hostname: /^l[0-9a-f]+\.keeper\.invalid$/,
      raw: { port: 80, allowedRoutes: { namespaces: { from: 'Same' } } }
    })
    t.match(listenerOf(w, 'stays.apps.example.com'), {
      protocol: 'HTTPS',
      hostname: 'stays.apps.example.com'
    })
  }
)

t.test('a listener with TLS settings of somebody else is closed where it is', async t => {
  const w = appliedByHand()
  giveUp(w)
  const { raw } = listenerOf(w, 'wildcard.x.apps.example.com.0') ?? {}
  Object.assign(raw as object, { tls: { certificateRefs: [{ name: 'mine' }] } })
  const gateway = sync(w).children.find(({ kind }) => kind === 'Gateway')
  const closed = listenersOf(gateway as KubernetesObject).find(({ name }) =>
    name.startsWith('wildcard')
  )
  t.match(closed, { protocol: 'HTTPS', hostname: /keeper\.invalid$/, raw: { port: 443 } })
})

t.test('nobody is admitted under a listener that is still open to another namespace', async t => {
  const w = appliedByHand()
  const open = structuredClone(one(w, 'Gateway', 'public-1'))
  giveUp(w)
  settle(w)
  const closed = one(w, 'Gateway', 'public-1')
  const login = request('login.x.apps.example.com', 'bank')
  const same = request(wildcard, 'bank')
  const own = request('login.x.apps.example.com', 'evil')
  const gateways = w.children[groupNames.Gateway] ?? {}
  for (const [asked, gateway, expected] of [
    [login, open, 'HostnameOverlaps'],
    [same, open, 'HostnameOverlaps'],
    [own, open, 'claim'],
    [login, closed, 'claim']
  ] as const) {
    gateways['edge/public-1'] = gateway
    t.strictSame(fates({ ...w, requests: [asked] }), [expected])
  }
  gateways['edge/public-1'] = open
  t.match(
    messageFor({ ...w, requests: [login] }, login),
    /a listener that would answer for login\.x\.apps\.example\.com is still open/
  )
  delete open.metadata.managedFields
  t.strictSame(fates({ ...w, requests: [login] }), ['HostnameOverlaps'], 'whoever owns it')
})

t.test('the name of a closed listener can be used again', async t => {
  const w = appliedByHand()
  giveUp(w)
  settle(w)
  w.requests.push(request(wildcard, 'bank'))
  settle(w)
  const selector = { matchLabels: { 'kubernetes.io/metadata.name': 'bank' } }
  t.match(listenerOf(w, 'wildcard.x.apps.example.com.0'), {
    protocol: 'HTTPS',
    hostname: wildcard,
    raw: { port: 443, allowedRoutes: { namespaces: { from: 'Selector', selector } } }
  })
})

t.test(
  'the last hostname goes, certificate and Gateway too, although somebody else owns the listeners',
  async t => {
    const w = appliedByHand()
    w.requests = []
    apply(w, sync(w))
    w.now += 301_000
    settle(w)
    t.ok(all(w, 'DomainClaim').every(({ metadata }) => metadata.deletionTimestamp === iso(w.now)))
    const protocols = listenersOf(one(w, 'Gateway', 'public-1')).map(({ protocol }) => protocol)
    t.strictSame(new Set(protocols), new Set(['HTTP']))
    t.notMatch(
      one(w, 'LoadBalancerConfiguration', 'public-1').spec,
      { listenerConfigurations: [] },
      'no certificate'
    )
    w.children[groupNames.DomainClaim] = {}
    settle(w)
    t.strictSame(all(w, 'Gateway'), [])
  }
)

t.test('the pool names listeners that somebody else owns, and how to remove them', async t => {
  const w = appliedByHand()
  t.match(
    sync(w).status.conditions?.[0],
    { status: 'True' },
    'nothing is wrong as long as they are wanted'
  )
  giveUp(w)
  settle(w)
  t.match(sync(w).status.conditions?.[0], {
    status: 'False',
    reason: 'ForeignListeners',
    message:
      /wildcard\.x\.apps\.example\.com\.0 of Gateway public-1 .*edit gateway -n edge public-1/
  })
  const gateway = one(w, 'Gateway', 'public-1')
  delete gateway.metadata.managedFields
  settle(w)
  t.equal(listenerOf(w, 'wildcard.x.apps.example.com.0'), undefined)
  t.match(sync(w).status.conditions?.[0], { status: 'True' })
})

t.test(
  'a younger claim gets no listener beside an older one that cannot be read any more',
  async t => {
    const w = world({ pool: allowing, requests: [request('a.x.apps.example.com', 'shop')] })
    settle(w)
    const claim = structuredClone(one(w, 'DomainClaim', 'a.x.apps.example.com'))
    Object.assign(claim.metadata, {
      name: 'wildcard.x.apps.example.com.0',
      uid: 'younger',
      creationTimestamp: iso(w.now + 1000)
    })
    Object.assign(claim.spec as object, {
      hostname: wildcard,
      requestRef: { namespace: 'evil', name: 'w', uid: 'w' }
    })
    w.otherClaims = [claim]
    Object.assign(one(w, 'DomainClaim', 'a.x.apps.example.com').spec as object, { region: 7 })
    t.match(sync(w).status.conditions?.[0], {
      message: /cannot be read.*\*\.x\.apps\.example\.com of namespace evil overlaps/
    })
  }
)
