import t from 'tap'
import type { DomainClaimSpec } from '../../../../hooks/api/domain-claim.ts'
import { iso, pool, request } from '../fixtures.ts'
import { all, apply, groupNames, one, settle, sync, type World, world } from '../world.ts'

const [first, second] = ['a.apps.example.com', 'b.apps.example.com']

function serving(): World {
  const w = world({ pool: pool({ capacity: { maxGateways: 2 } }), requests: [request(first)] })
  settle(w)
  return w
}

function freeze(w: World): void {
  const configuration = one(w, 'LoadBalancerConfiguration', 'public-1')
  configuration.metadata.deletionTimestamp = iso(w.now)
}

/** On which Gateway each hostname is. */
function places(w: World): Record<string, string> {
  const claims = sync(w).children.filter(({ kind }) => kind === 'DomainClaim')
  const specs = claims.map(({ spec }) => spec as DomainClaimSpec)
  return Object.fromEntries(specs.map(({ hostname, gatewayRef }) => [hostname, gatewayRef.name]))
}

t.test(
  'a Gateway whose configuration is being deleted takes nobody new, and the pool says what to do',
  async t => {
    const w = serving()
    freeze(w)
    w.requests.push(request(second))
    t.strictSame(places(w), { [first]: 'public-1', [second]: 'public-2' })
    const { status } = sync(w)
    t.match(
      status.conditions?.find(({ type }) => type === 'GatewaysReady'),
      {
        status: 'False',
        reason: 'ConfigurationDeleting',
        message: /Gateway public-1.*kubectl get loadbalancerconfiguration -n edge public-1/
      }
    )
  }
)

t.test('nor does its successor, which waits until the configuration is gone', async t => {
  const w = serving()
  freeze(w)
  w.children[groupNames.Gateway] = {}
  w.requests.push(request(second))
  t.strictSame(places(w), { [first]: 'public-1', [second]: 'public-2' })
  w.pool = pool({ capacity: { maxHostnamesPerGateway: 5, maxGateways: 2 } })
  t.equal(sync(w).status.free, 4, 'only public-2 has room')
  w.children[groupNames.LoadBalancerConfiguration] = {}
  t.strictSame(places(w), { [first]: 'public-1', [second]: 'public-1' })
})

t.test('who waits on it is told', async t => {
  const w = world({ requests: [request(first)] })
  apply(w, sync(w))
  const claim = one(w, 'DomainClaim', first)
  claim.status = {
    certificate: { arn: `arn:aws:acm:eu-west-1:123456789012:certificate/x`, status: 'ISSUED' }
  }
  freeze(w)
  const told = sync(w).children.find(({ kind }) => kind === 'DomainClaim')?.spec as DomainClaimSpec
  t.match(told.gatewayStatus, { ready: false, reason: 'ConfigurationDeleting' })
})

t.test(
  'a configuration that is there before its Gateway is seen stays, ' +
    'and goes when it is not new any more',
  async t => {
    const w = world({ pool: pool({ capacity: { minGateways: 1 } }) })
    apply(w, sync(w))
    w.children['Gateway.gateway.networking.k8s.io/v1'] = {}
    w.pool = pool({ capacity: { minGateways: 0 } })
    const kinds = () => sync(w).children.map(({ kind }) => kind)
    t.equal(all(w, 'LoadBalancerConfiguration').length, 1)
    t.ok(kinds().includes('LoadBalancerConfiguration'))
    w.now += 61_000
    t.notOk(kinds().includes('LoadBalancerConfiguration'))
  }
)

t.test(
  'a Gateway is not created as long as its configuration is being deleted: it would hold it for ever',
  async t => {
    const w = serving()
    freeze(w)
    w.children['Gateway.gateway.networking.k8s.io/v1'] = {}
    const kinds = () => sync(w).children.map(({ kind }) => kind)
    t.notOk(kinds().includes('Gateway'))
    t.ok(kinds().includes('LoadBalancerConfiguration'), 'what it had carried is not forgotten')
    const { conditions } = sync(w).status
    t.match(
      conditions?.find(({ type }) => type === 'GatewaysReady'),
      {
        status: 'False',
        reason: 'WaitingForGateway',
        message: /Gateway public-1 .*kubectl get loadbalancerconfiguration -n edge public-1/
      }
    )
    for (const kind of Object.keys(w.children))
      if (kind.startsWith('LoadBalancerConfiguration.')) w.children[kind] = {}
    t.ok(kinds().includes('Gateway'), 'both are created together')
  }
)
