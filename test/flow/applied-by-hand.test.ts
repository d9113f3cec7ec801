import t from 'tap'
import { copyJson, type JsonObject, type KubeObject } from '../../simulator/api-store/objects.ts'
import { aNamespace, aPlatform, aRequest } from '../helpers/flow-objects.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'

/** `kubectl get gateway -o yaml | kubectl apply --server-side -f -`: nothing changes but who owns what. */
function applyGatewayByHand({ cluster, list }: FlowWorld): void {
  const [gateway] = list('Gateway')
  if (gateway === undefined) throw new Error('no Gateway')
  const { apiVersion, kind, metadata, spec } = gateway
  const { name, namespace, labels } = metadata
  const again = {
    apiVersion,
    kind,
    metadata: { name, namespace, labels },
    spec: copyJson(spec as JsonObject)
  }
  cluster.store.apply(again as unknown as KubeObject, { manager: 'kubectl' })
}

async function appliedByHand(): Promise<FlowWorld> {
  const world = createFlowWorld()
  const namespaces = ['evil', 'bank', 'other'].map(name => aNamespace(name))
  world.apply(...aPlatform({}, { wildcardHostnames: 'Allow' }), ...namespaces)
  world.apply(
    aRequest('evil', 'wild', '*.x.apps.example.com'),
    aRequest('other', 'stays', 'stays.apps.example.com')
  )
  const areReady = () =>
    ['evil wild', 'other stays'].every(one => world.ready(...halves(one)) === 'True Ready')
  t.ok(await world.until(areReady))
  applyGatewayByHand(world)
  return world
}

function halves(text: string): [string, string] {
  const [namespace = '', name = ''] = text.split(' ')
  return [namespace, name]
}

t.test(
  'a listener that somebody applied by hand takes no routes for the next holder of a covered name',
  async t => {
    const world = await appliedByHand()
    world.remove('GatewayHostnameRequest', 'wild', 'evil')
    t.ok(
      await world.until(() => world.list('DomainClaim').length === 1, 7200),
      'the wildcard is given up'
    )
    world.apply(aRequest('bank', 'login', 'login.x.apps.example.com'))
    t.ok(
      await world.until(() => world.ready('bank', 'login') === 'True Ready'),
      world.ready('bank', 'login')
    )
    const parentRefs = [
      { namespace: 'edge', name: 'default-1', sectionName: 'wildcard.x.apps.example.com.0' }
    ]
    world.apply({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'steal', namespace: 'evil' },
      spec: {
        parentRefs,
        hostnames: ['login.x.apps.example.com'],
        rules: [{ backendRefs: [{ name: 'phish', port: 80 }] }]
      }
    } as unknown as KubeObject)
    await world.clock.advance(300_000)
    const steal = world.list('HTTPRoute').find(({ metadata }) => metadata.name === 'steal')
    t.match(steal?.status, { parents: [{ conditions: [{ type: 'Accepted', status: 'False' }] }] })
    await world.stop()
  }
)

t.test(
  'all hostnames of a Gateway that somebody applied by hand go, and so does the Gateway',
  async t => {
    const world = await appliedByHand()
    world.remove('GatewayHostnameRequest', 'wild', 'evil')
    world.remove('GatewayHostnameRequest', 'stays', 'other')
    t.ok(await world.until(() => world.list('DomainClaim').length === 0, 7200), 'claims')
    t.ok(await world.until(() => world.list('Gateway').length === 0, 7200), 'Gateways')
    t.strictSame(world.cloud.certificates.list(), [])
    await world.stop()
  }
)
