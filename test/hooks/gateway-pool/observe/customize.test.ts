import t from 'tap'
import type { GatewayPool } from '../../../../hooks/api/gateway-pool.ts'
import { customizePool } from '../../../../hooks/gateway-pool/observe/customize.ts'
import { domain, pool } from '../fixtures.ts'
import { controller } from '../world.ts'

const selective = domain({ namespaces: { from: 'Selector', selector: {} } })
const others = {
  matchExpressions: [{ key: 'controller-uid', operator: 'NotIn', values: ['uid-public'] }]
}

const ofClass = [
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    resource: 'gatewayclasses',
    names: ['alb']
  },
  {
    apiVersion: 'gateway.k8s.aws/v1',
    resource: 'loadbalancerconfigurations',
    labelSelector: { matchExpressions: [{ key: 'controller-uid', operator: 'DoesNotExist' }] }
  }
]

t.test('all requests, the exact complement of its own claims, and all pools', async t => {
  const { relatedResources } = customizePool({ controller, parent: pool() })
  t.strictSame(relatedResources, [
    { apiVersion: 'gateway-orchestrator.io/v1alpha1', resource: 'gatewayhostnamerequests' },
    {
      apiVersion: 'gateway-orchestrator.io/v1alpha1',
      resource: 'domainclaims',
      labelSelector: others
    },
    { apiVersion: 'gateway-orchestrator.io/v1alpha1', resource: 'gatewaypools' },
    ...ofClass
  ])
})

t.test(
  'a pool that is being deleted sees all claims: ' +
    'one without controller is neither its child nor another’s',
  async t => {
    const { metadata, ...rest } = pool()
    const parent = { ...rest, metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }
    const { relatedResources } = customizePool({ controller, parent })
    t.strictSame(relatedResources[1], {
      apiVersion: 'gateway-orchestrator.io/v1alpha1',
      resource: 'domainclaims'
    })
  }
)

t.test('with instance targets, the routes of teams and their Services', async t => {
  const parent = pool({ loadBalancer: { targetType: 'instance' } })
  const { relatedResources } = customizePool({ controller, parent })
  t.strictSame(
    relatedResources.slice(5).map(({ resource }) => resource),
    ['httproutes', 'grpcroutes', 'services', 'targetgroupconfigurations']
  )
})

t.test('namespaces only where a domain selects them', async t => {
  const { relatedResources } = customizePool({
    controller,
    parent: pool({ domains: [domain(), selective] })
  })
  t.strictSame(relatedResources.at(-1), { apiVersion: 'v1', resource: 'namespaces' })
})

t.test(
  'status, labels and annotations do not matter: the answer is cached by generation',
  async t => {
    const parent = pool()
    const { metadata } = parent
    const changed = {
      ...parent,
      status: { hostnames: 7 },
      metadata: { ...metadata, labels: { a: 'b' }, annotations: {} }
    }
    t.strictSame(
      customizePool({ controller, parent: changed }),
      customizePool({ controller, parent })
    )
  }
)

for (const spec of [
  undefined,
  null,
  'x',
  { domains: 7 },
  { domains: [null, 7, { namespaces: 7 }] }
]) {
  t.test(`a spec such as ${JSON.stringify(spec)} is no reason to fail`, async t => {
    const parent = { ...pool(), spec } as unknown as GatewayPool
    t.equal(customizePool({ controller, parent }).relatedResources.length, 3)
  })
}
