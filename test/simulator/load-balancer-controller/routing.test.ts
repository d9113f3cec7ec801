import t from 'tap'
import { covers, shareName } from '../../../simulator/load-balancer-controller/hostnames.ts'
import {
  applyConfiguration,
  applyGateway,
  applyRoute,
  conditionOf,
  edgeOf,
  http,
  listener,
  verdictOf
} from './edge.ts'

const host = 'shop.apps.example.com'

t.test('which routes a listener takes', async t => {
  for (const [given, route, expected] of [
    ['the owner, by section', { sectionName: host }, 'True Accepted'],
    ['the owner, by Gateway', {}, 'True Accepted'],
    [
      'another namespace with this host',
      { namespace: 'other', hostnames: [host] },
      'False NotAllowedByListeners'
    ],
    [
      'another namespace with this section',
      { namespace: 'other', sectionName: host },
      'False NotAllowedByListeners'
    ],
    ['another host', { hostnames: ['else.example.com'] }, 'False NoMatchingListenerHostname'],
    ['several hosts, one of them ours', { hostnames: ['else.example.com', host] }, 'True Accepted'],
    ['a section that is not there', { sectionName: 'none' }, 'False NoMatchingParent'],
    [
      'another namespace on port 80',
      { namespace: 'other', sectionName: 'http' },
      'False NotAllowedByListeners'
    ],
    ['the same namespace on port 80', { namespace: 'edge', sectionName: 'http' }, 'True Accepted']
  ] as const) {
    const { store, seconds, aws } = edgeOf()
    applyConfiguration(store, [aws.issue(host)])
    applyGateway(store, [http, listener(host)])
    applyRoute(store, 'web', {
      ...route,
      ...('hostnames' in route && { hostnames: [...route.hostnames] })
    })
    await seconds(2)
    t.equal(
      verdictOf(store, 'web', 'namespace' in route ? route.namespace : 'shop'),
      expected,
      given
    )
  }
})

t.test('a route that turns away from a Gateway loses its status there', async t => {
  const { store, seconds, aws } = edgeOf()
  applyConfiguration(store, [aws.issue(host)])
  applyGateway(store, [listener(host)])
  applyRoute(store, 'web')
  await seconds(2)
  applyRoute(store, 'web', { parentRefs: [{ name: 'else' }] })
  await seconds(2)
  t.equal(verdictOf(store, 'web'), 'none')
  t.same(aws.inUse(), [])
})

t.test("one tenant's route can stop all changes, although it is accepted", async t => {
  for (const [given, rule] of [
    ['a weight over 999', { backendRefs: [{ name: 'web', port: 80, weight: 1000 }] }],
    ['a prefix with a wildcard', { matches: [{ path: { type: 'PathPrefix', value: '/a*' } }] }],
    [
      'a filter that it does not know',
      { filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['x'] } }] }
    ]
  ] as const) {
    const { store, seconds, aws } = edgeOf()
    applyConfiguration(store, [aws.issue(host)])
    applyGateway(store, [listener(host)])
    applyRoute(store, 'web', { rules: [rule as object] })
    await seconds(2)
    t.equal(verdictOf(store, 'web'), 'True Accepted', given)
    t.equal(conditionOf(store, 'Accepted'), 'False Invalid 1', given)
  }
})

t.test(
  'a route to a Service that is not there, or without that port, is accepted and told so',
  async t => {
    const { store, seconds, aws } = edgeOf()
    applyConfiguration(store, [aws.issue(host)])
    applyGateway(store, [listener(host)])
    const toWeb = (port: number) => ({ rules: [{ backendRefs: [{ name: 'web', port }] }] })
    const told = async () => {
      await seconds(2)
      return [verdictOf(store, 'web'), verdictOf(store, 'web', 'shop', 'ResolvedRefs')]
    }
    applyRoute(store, 'web', toWeb(80))
    t.same(await told(), ['True Accepted', 'False BackendNotFound'])
    store.create({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace: 'shop', name: 'web' },
      spec: { ports: [{ port: 80 }] }
    })
    t.same(await told(), ['True Accepted', 'True ResolvedRefs'], 'it comes later')
    applyRoute(store, 'web', toWeb(81))
    t.same(await told(), ['True Accepted', 'False BackendNotFound'], 'another port')
    t.match(
      conditionOf(store, 'Accepted'),
      'True Accepted',
      'the load balancer is built all the same'
    )
  }
)

t.test('a Service of another namespace needs a ReferenceGrant there', async t => {
  const { store, seconds, aws } = edgeOf()
  applyConfiguration(store, [aws.issue(host)])
  applyGateway(store, [http, listener(host)])
  const backend = { namespace: 'backends', name: 'web', port: 80 }
  store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'backends' } })
  store.create({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'backends', name: 'web' },
    spec: { ports: [{ port: 80 }] }
  })
  applyRoute(store, 'web', { rules: [{ backendRefs: [backend] }] })
  const told = async () => {
    await seconds(2)
    return verdictOf(store, 'web', 'shop', 'ResolvedRefs')
  }
  t.equal(await told(), 'False RefNotPermitted')
  const from = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop' }
  const grant = (namespace: string, spec: object) =>
    store.apply(
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'ReferenceGrant',
        metadata: { namespace, name: 'routes' },
        spec: { from: [from], to: [{ group: '', kind: 'Service' }], ...spec }
      },
      { manager: 'kubectl' }
    )
  grant('shop', {})
  t.equal(await told(), 'False RefNotPermitted', 'in the wrong namespace')
  grant('backends', { from: [{ ...from, namespace: 'blog' }] })
  t.equal(await told(), 'False RefNotPermitted', 'for another namespace')
  grant('backends', { to: [{ group: '', kind: 'Service', name: 'other' }] })
  t.equal(await told(), 'False RefNotPermitted', 'for another Service')
  grant('backends', {})
  t.equal(await told(), 'True ResolvedRefs')
})

t.test('hostnames of listeners and routes', async t => {
  for (const [pattern, name, expected] of [
    ['a.example.com', 'a.example.com', true],
    ['*.example.com', 'a.example.com', true],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', 'aexample.com', false],
    ['a.example.com', '*.example.com', false],
    ['*.example.com', '*.a.example.com', true]
  ] as const) {
    t.equal(covers(pattern, name), expected, `${pattern} ${name}`)
  }
  t.equal(shareName(undefined, ['a.b']), true)
  t.equal(shareName('a.b', undefined), true)
  t.equal(shareName('a.b.c', ['*.b.c']), true)
  t.equal(shareName('a.b', ['x.y', 'c.b']), false)
})
