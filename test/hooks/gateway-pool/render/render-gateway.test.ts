import t from 'tap'
import { listenersOf } from '../../../../hooks/gateway-pool/observe/read-gateways.ts'
import { syncPool } from '../../../../hooks/gateway-pool/sync.ts'
import { edge, pool, request } from '../fixtures.ts'
import { all, arnFor, controller, one, requestOf, settle, world } from '../world.ts'

const hostname = 'a.apps.example.com'

function serving(changes: Parameters<typeof pool>[0] = {}) {
  const w = world({ pool: pool(changes), requests: [request(hostname)] })
  settle(w)
  return w
}

t.test(
  'a Gateway: port 80 for us alone, the keeper, ' +
    'and a listener for one namespace and two kinds of routes only',
  async t => {
    const w = serving()
    const own = { allowedRoutes: { namespaces: { from: 'Same' } } }
    t.strictSame(one(w, 'Gateway', 'public-1').spec, {
      gatewayClassName: 'alb',
      infrastructure: {
        parametersRef: {
          group: 'gateway.k8s.aws',
          kind: 'LoadBalancerConfiguration',
          name: 'public-1'
        }
      },
      listeners: [
        { name: 'http', port: 80, protocol: 'HTTP', ...own },
        { name: 'keeper', hostname: 'keeper.invalid', port: 443, protocol: 'HTTPS', ...own },
        {
          name: hostname,
          hostname,
          port: 443,
          protocol: 'HTTPS',
          allowedRoutes: {
            namespaces: {
              from: 'Selector',
              selector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } }
            },
            kinds: ['HTTPRoute', 'GRPCRoute'].map(kind => ({
              group: 'gateway.networking.k8s.io',
              kind
            }))
          }
        }
      ]
    })
  }
)

t.test('its routes: a redirect from port 80, and an empty rule that keeps 443 open', async t => {
  const w = serving()
  const parent = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public-1' }
  t.strictSame(one(w, 'HTTPRoute', 'public-1-redirect').spec, {
    parentRefs: [{ ...parent, sectionName: 'http' }],
    rules: [
      {
        filters: [
          {
            type: 'RequestRedirect',
            requestRedirect: { scheme: 'https', port: 443, statusCode: 301 }
          }
        ]
      }
    ]
  })
  t.strictSame(one(w, 'HTTPRoute', 'public-1-keeper').spec, {
    parentRefs: [{ ...parent, sectionName: 'keeper' }],
    rules: [{}]
  })
  t.ok(
    [...all(w, 'Gateway'), ...all(w, 'HTTPRoute')].every(
      ({ metadata }) => metadata.namespace === edge
    )
  )
})

t.test('its configurations say all that the pool says of load balancers', async t => {
  const w = serving({
    loadBalancer: {
      scheme: 'internal',
      ipAddressType: 'dualstack',
      sslPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06',
      tags: { team: 'platform' },
      wafV2: { webACL: 'arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/x/1' },
      securityGroups: ['sg-1'],
      attributes: [{ key: 'idle_timeout.timeout_seconds', value: '30' }],
      targetType: 'instance'
    }
  })
  t.strictSame(one(w, 'LoadBalancerConfiguration', 'public-1').spec, {
    scheme: 'internal',
    ipAddressType: 'dualstack',
    tags: { team: 'platform' },
    wafV2: { webACL: 'arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/x/1' },
    securityGroups: ['sg-1'],
    loadBalancerAttributes: [{ key: 'idle_timeout.timeout_seconds', value: '30' }],
    listenerConfigurations: [
      {
        protocolPort: 'HTTPS:443',
        defaultCertificate: arnFor(hostname),
        sslPolicy: 'ELBSecurityPolicy-TLS13-1-3-2021-06'
      }
    ],
    defaultTargetGroupConfiguration: { name: 'public-1' }
  })
  const targets = { defaultConfiguration: { targetType: 'instance' } }
  t.strictSame(one(w, 'TargetGroupConfiguration', 'public-1').spec, targets)
  t.strictSame(one(serving(), 'TargetGroupConfiguration', 'public-1').spec, {
    defaultConfiguration: { targetType: 'ip' }
  })
})

t.test('the same world gives the same bytes, in whatever order its objects come', async t => {
  const w = world({
    requests: [request(hostname), request('b.apps.example.com', 'blog'), request('c.example.org')]
  })
  settle(w)
  const asked = requestOf(w)
  const context = { now: w.now, defaultRegion: 'eu-west-1' }
  const turned = Object.fromEntries(
    Object.entries(asked.children).map(([group, objects]) => [
      group,
      Object.fromEntries(Object.entries(objects).reverse())
    ])
  )
  w.requests.reverse()
  t.equal(
    JSON.stringify(syncPool({ ...requestOf(w), children: turned }, context).children),
    JSON.stringify(syncPool(asked, context).children)
  )
})

t.test(
  'children have the apiVersions that the CompositeController lists: LBC’s v1 or v1beta1',
  async t => {
    for (const version of ['v1', 'v1beta1']) {
      const childResources = controller.spec.childResources.map(rule =>
        rule.apiVersion.startsWith('gateway.k8s.aws')
          ? { ...rule, apiVersion: `gateway.k8s.aws/${version}` }
          : rule
      )
      const asked = requestOf(world({ requests: [request(hostname)] }))
      const children = Object.fromEntries(
        Object.entries(asked.children).map(([group, objects]) => [
          group.replace('gateway.k8s.aws/v1', `gateway.k8s.aws/${version}`),
          objects
        ])
      )
      const listing = { ...controller, spec: { ...controller.spec, childResources } }
      const answer = syncPool(
        { ...asked, children, controller: listing },
        { now: 0, defaultRegion: 'x' }
      )
      const versions = answer.children
        .filter(({ kind }) => kind.endsWith('Configuration'))
        .map(one => one.apiVersion)
      t.strictSame([...new Set(versions)], [`gateway.k8s.aws/${version}`])
    }
  }
)

t.test('without certificates there is no HTTPS listener at all', async t => {
  const w = world({ pool: pool({ capacity: { minGateways: 1 } }) })
  settle(w)
  const names = listenersOf(one(w, 'Gateway', 'public-1')).map(({ name }) => name)
  t.strictSame(names, ['http'])
  t.notOk(
    'listenerConfigurations' in (one(w, 'LoadBalancerConfiguration', 'public-1').spec as object)
  )
})
