import t from 'tap'
import { claimFinalizer, type DomainClaimSpec } from '../../../hooks/api/domain-claim.ts'
import { apiVersion } from '../../../hooks/api/schema.ts'
import { syncPool } from '../../../hooks/gateway-pool/sync.ts'
import { domain, pool, request } from './fixtures.ts'
import {
  addressFor,
  all,
  apply,
  arnFor,
  letGo,
  one,
  requestOf,
  settle,
  sync,
  world
} from './world.ts'

const selecting = pool({ domains: [domain({ namespaces: { from: 'Selector', selector: {} } })] })

type GatewaySpec = { listeners: { name: string; hostname?: string; protocol: string }[] }

t.test(
  'from a request to a listener, its certificate and a target, one observation at a time',
  async t => {
    const w = world({ requests: [request('shop.apps.example.com')] })
    settle(w)
    const { listeners } = one(w, 'Gateway', 'public-1').spec as GatewaySpec
    t.strictSame(
      listeners.map(({ name }) => name),
      ['http', 'keeper', 'shop.apps.example.com']
    )
    const claim = one(w, 'DomainClaim', 'shop.apps.example.com').spec as DomainClaimSpec
    t.strictSame(claim.target, {
      dnsName: addressFor('public-1'),
      hostedZoneID: 'Z215JYRZR1TBD5',
      recordTypes: ['A'],
      evaluateTargetHealth: true
    })
    t.notOk('gatewayStatus' in claim, 'the target alone says that all is in place')
    t.strictSame(
      one(w, 'DomainClaim', 'shop.apps.example.com').metadata.finalizers,
      [claimFinalizer],
      'Metacontroller has no finalizer to add'
    )
    const configuration = one(w, 'LoadBalancerConfiguration', 'public-1').spec as {
      listenerConfigurations: unknown
    }
    t.strictSame(configuration.listenerConfigurations, [
      {
        protocolPort: 'HTTPS:443',
        defaultCertificate: arnFor('shop.apps.example.com'),
        sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06'
      }
    ])
  }
)

t.test('and all the way back, in two steps', async t => {
  const w = world({ requests: [request('shop.apps.example.com')] })
  settle(w)
  w.requests = []
  apply(w, sync(w))
  const released = one(w, 'DomainClaim', 'shop.apps.example.com').spec as DomainClaimSpec
  t.equal(released.releasedAt, '2026-09-01T10:00:00Z')
  w.now += 299_000
  t.equal(sync(w).resyncAfterSeconds, 1)
  t.ok(sync(w).children.some(({ kind }) => kind === 'DomainClaim'))
  w.now += 1000
  letGo(w)
  t.ok(one(w, 'DomainClaim', 'shop.apps.example.com').metadata.deletionTimestamp)
  settle(w)
  t.equal((one(w, 'Gateway', 'public-1').spec as GatewaySpec).listeners.length, 1)
  t.notOk(
    'listenerConfigurations' in (one(w, 'LoadBalancerConfiguration', 'public-1').spec as object)
  )
  w.children['DomainClaim.gateway-orchestrator.io/v1alpha1'] = {}
  apply(w, sync(w))
  t.equal(all(w, 'Gateway').length, 0)
  t.equal(all(w, 'LoadBalancerConfiguration').length, 1, 'the configuration outlives its Gateway')
  settle(w)
  t.equal(sync(w).children.length, 0)
})

t.test('a missing group fails the request and never counts as empty', async t => {
  const asked = requestOf(world())
  const { 'DomainClaim.gateway-orchestrator.io/v1alpha1': _, ...related } = asked.related
  t.throws(
    () => syncPool({ ...asked, related }, { now: 0, defaultRegion: 'x' }),
    /no group DomainClaim/
  )
})

/** Groups that Metacontroller leaves out while it has an answer of an earlier customize hook. */
const mayBeAbsent = new Set(['Namespace.v1', `GatewayPool.${apiVersion}`])

t.test(
  'so does every other one, of children and related objects, in sync and in finalize',
  async t => {
    for (const finalizing of [false, true]) {
      const asked = { ...requestOf(world()), finalizing }
      for (const kind of ['children', 'related'] as const) {
        for (const group of Object.keys(asked[kind]).filter(name => !mayBeAbsent.has(name))) {
          const { [group]: _, ...rest } = asked[kind]
          t.throws(
            () => syncPool({ ...asked, [kind]: rest }, { now: 0, defaultRegion: 'x' }),
            `${kind} ${group}`
          )
        }
      }
    }
    const asked = requestOf(world({ pool: selecting }))
    const { 'Namespace.v1': _, ...related } = asked.related
    t.throws(
      () => syncPool({ ...asked, related }, { now: 0, defaultRegion: 'x' }),
      /no group Namespace/
    )
  }
)

t.test(
  'a claim that cannot be read is listed again exactly as it was observed, in finalize too',
  async t => {
    const w = world({ requests: [request('shop.apps.example.com')] })
    settle(w)
    const claim = one(w, 'DomainClaim', 'shop.apps.example.com')
    Object.assign(claim.spec as object, { region: 7, target: null })
    for (const finalizing of [false, true]) {
      const { children } = syncPool(
        { ...requestOf(w), finalizing },
        { now: w.now, defaultRegion: 'x' }
      )
      const listed = children.find(({ kind }) => kind === 'DomainClaim')
      t.strictSame(listed?.spec, claim.spec)
    }
  }
)
