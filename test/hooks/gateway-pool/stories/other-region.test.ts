import t from 'tap'
import type { DomainClaimSpec } from '../../../../hooks/api/domain-claim.ts'
import { readConfiguration } from '../../../../hooks/gateway-pool/observe/read-gateways.ts'
import { pool, request } from '../fixtures.ts'
import {
  all,
  apply,
  arnFor,
  issueCertificates,
  one,
  programGateways,
  settle,
  sync,
  type World,
  world
} from '../world.ts'

const [a, b] = ['a.apps.example.com', 'b.apps.example.com']
const elsewhere = (hostname: string) => arnFor(hostname).replace('eu-central-1', 'eu-west-1')

/**
 * The load balancers are in eu-central-1; `a` is served there, and then the hooks move to
 * eu-west-1.
 */
function moved(): World {
  const { region: _, ...spec } = pool().spec
  const w = world({ requests: [request(a, 'shop', { age: 20 })] })
  settle(w)
  w.pool = { ...w.pool, spec }
  w.now += 1000
  w.requests.push(request(b, 'shop', { age: 10 }))
  apply(w, sync(w))
  one(w, 'DomainClaim', b).status = {
    certificate: { arn: elsewhere(b), status: 'ISSUED', attempts: 0 }
  }
  return w
}

function carried(w: World): readonly string[] {
  return readConfiguration(one(w, 'LoadBalancerConfiguration', 'public-1')).arns
}

function condition(w: World) {
  return w.pool.status?.conditions?.find(({ type }) => type === 'Accepted')
}

t.test(
  'a certificate of another region than the load balancer’s is not attached, ' +
    'and claim and pool say so',
  async t => {
    const w = moved()
    settle(w)
    t.equal((one(w, 'DomainClaim', b).spec as DomainClaimSpec).region, 'eu-west-1')
    t.strictSame(carried(w), [arnFor(a)])
    t.match((one(w, 'DomainClaim', b).spec as DomainClaimSpec).gatewayStatus, {
      ready: false,
      reason: 'RegionMismatch',
      message: /eu-west-1.*Gateway public-1.*eu-central-1/
    })
    t.match(condition(w), {
      status: 'False',
      reason: 'RegionMismatch',
      message: /b\.apps\.example\.com/
    })
    t.match(
      (one(w, 'DomainClaim', a).spec as DomainClaimSpec).target,
      { recordTypes: ['A'] },
      'the neighbour is served'
    )
  }
)

t.test('the pool says so before anybody has such a certificate', async t => {
  const w = moved()
  w.requests.pop()
  delete w.children['DomainClaim.gateway-orchestrator.io/v1alpha1']?.[b]
  settle(w)
  t.match(condition(w), { reason: 'RegionMismatch', message: /eu-west-1.*eu-central-1: public-1/ })
})

t.test(
  'one that is on it all the same is taken off: it blocks the Gateway, and serves nobody',
  async t => {
    const w = moved()
    const configuration = one(w, 'LoadBalancerConfiguration', 'public-1')
    Object.assign(configuration.spec as object, {
      listenerConfigurations: [
        {
          protocolPort: 'HTTPS:443',
          defaultCertificate: arnFor(a),
          certificates: [elsewhere(b), elsewhere('x')]
        }
      ]
    })
    apply(w, sync(w))
    t.strictSame(carried(w), [arnFor(a)])
  }
)

t.test(
  'while the load balancer has no address, nobody knows its region, and none is added',
  async t => {
    const w = world({ requests: [request(a)] })
    apply(w, sync(w))
    issueCertificates(w)
    apply(w, sync(w))
    t.strictSame(carried(w), [])
    programGateways(w)
    apply(w, sync(w))
    t.strictSame(carried(w), [arnFor(a)])
  }
)

t.test('an address that tells no region is no reason to hold anything back', async t => {
  const w = moved()
  for (const gateway of all(w, 'Gateway')) {
    Object.assign(gateway.status as object, {
      addresses: [{ type: 'Hostname', value: 'lb.example.net' }]
    })
  }
  apply(w, sync(w))
  t.strictSame(carried(w), [arnFor(a), elsewhere(b)])
})
