import t from 'tap'
import type { JsonObject } from '../../../simulator/api-store/objects.ts'
import {
  applyConfiguration,
  applyGateway,
  applyRoute,
  conditionOf,
  edgeOf,
  listener,
  verdictOf
} from './edge.ts'

const host = 'shop.apps.example.com'
const rules = [{ backendRefs: [{ name: 'web', port: 80 }] }]
const loadBalancerAPI = 'gateway.k8s.aws/v1'
const targetGroups = { apiVersion: loadBalancerAPI, kind: 'TargetGroupConfiguration' }
const force = { manager: 'test', force: true }

/** A Gateway whose default target type is `ip`, and a route to the Service `shop/web`. */
function serving(service: JsonObject = { ports: [{ port: 80, targetPort: 8080 }] }) {
  const edge = edgeOf()
  const { store } = edge
  const defaults = { ...targetGroups, metadata: { namespace: 'edge', name: 'public-1' } }
  store.apply({ ...defaults, spec: { defaultConfiguration: { targetType: 'ip' } } }, force)
  const metadata = { namespace: 'shop', name: 'web' }
  store.apply({ apiVersion: 'v1', kind: 'Service', metadata, spec: service }, force)
  applyConfiguration(store, [edge.aws.issue(host)], {
    defaultTargetGroupConfiguration: { name: 'public-1' }
  })
  applyGateway(store, [listener(host)])
  applyRoute(store, 'web', { rules })
  return edge
}

function configure(store: ReturnType<typeof serving>['store'], spec: JsonObject): void {
  const targetReference = { kind: 'Service', name: 'web' }
  const metadata = { namespace: 'shop', name: 'web' }
  store.apply({ ...targetGroups, metadata, spec: { targetReference, ...spec } }, force)
}

const clusterIP = { ports: [{ port: 80, targetPort: 8080 }] }
const nodePort = { ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }] }
const instance = { defaultConfiguration: { targetType: 'instance' } }
const ofHTTPRoutes = { kind: 'HTTPRoute' }

for (const [given, service, spec, verdict] of [
  ['a ClusterIP Service and IP targets', clusterIP, undefined, 'True Accepted 1'],
  ['a ClusterIP Service and instance targets', clusterIP, instance, 'False Invalid 1'],
  ['a NodePort Service and instance targets', nodePort, instance, 'True Accepted 1'],
  ['protocol TCP', clusterIP, { defaultConfiguration: { protocol: 'TCP' } }, 'False Invalid 1'],
  [
    'protocol TCP for TCPRoutes only',
    clusterIP,
    {
      routeConfigurations: [
        { routeIdentifier: { kind: 'TCPRoute' }, targetGroupProps: { protocol: 'TCP' } }
      ]
    },
    'True Accepted 1'
  ],
  [
    'protocol TCP for HTTPRoutes',
    clusterIP,
    {
      routeConfigurations: [
        { routeIdentifier: ofHTTPRoutes, targetGroupProps: { protocol: 'TCP' } }
      ]
    },
    'False Invalid 1'
  ],
  [
    'a health check on a port that has no name',
    clusterIP,
    { defaultConfiguration: { healthCheckConfig: { healthCheckPort: 'admin' } } },
    'False Invalid 1'
  ],
  [
    'a health check over TCP',
    clusterIP,
    { defaultConfiguration: { healthCheckConfig: { healthCheckProtocol: 'TCP' } } },
    'False Invalid 1'
  ],
  [
    'an IPv6 Service behind an IPv4 load balancer',
    { ...clusterIP, ipFamilies: ['IPv4', 'IPv6'] },
    undefined,
    'False Invalid 1'
  ],
  [
    'a name of its own for the target group',
    clusterIP,
    { defaultConfiguration: { targetGroupName: 'mine' } },
    'True Accepted 1'
  ]
] as const) {
  t.test(`one tenant's target group can stop all changes: ${given}`, async t => {
    const { store, seconds } = serving(service)
    if (spec !== undefined) configure(store, spec as unknown as JsonObject)
    await seconds(2)
    t.equal(conditionOf(store, 'Accepted'), verdict)
    t.equal(verdictOf(store, 'web'), 'True Accepted', 'the route is accepted all the same')
  })
}

t.test('a target group name that two routes use stops everything', async t => {
  const { store, seconds } = serving()
  configure(store, { defaultConfiguration: { targetGroupName: 'mine' } })
  applyRoute(store, 'second', { rules })
  await seconds(2)
  t.equal(conditionOf(store, 'Accepted'), 'False Invalid 1')
})

t.test('a Service that is not there harms only its own route', async t => {
  const { store, seconds } = serving()
  configure(store, instance)
  store.delete({ apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'web' })
  await seconds(2)
  t.equal(conditionOf(store, 'Accepted'), 'True Accepted 1')
})

t.test('a listener takes only the kinds of routes that it allows', async t => {
  const { store, seconds } = serving()
  const kinds = [{ group: 'gateway.networking.k8s.io', kind: 'GRPCRoute' }]
  const only = listener(host)
  applyGateway(store, [{ ...only, allowedRoutes: { ...only.allowedRoutes, kinds } }])
  await seconds(2)
  t.equal(verdictOf(store, 'web'), 'False NotAllowedByListeners')
})
