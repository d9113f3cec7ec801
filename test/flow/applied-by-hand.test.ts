import t from 'tap'
import { copyJson, type JsonObject, type KubeObject } from '../../simulator/api-store/objects.ts'
import { aNamespace, aPlatform, aRequest, aRoute } from '../helpers/flow-objects.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'

/** Applies the Gateway as it is, with kubectl. This changes only the owners of its fields. */
function applyGatewayByHand({ cluster, list }: FlowWorld): void {
  const [gateway] = list('Gateway')
  if (gateway === undefined) throw new Error('no Gateway')
  const { apiVersion, kind, metadata, spec } = gateway
  const { name, namespace, labels } = metadata
  const copy = {
    apiVersion,
    kind,
    metadata: { name, namespace, labels },
    spec: copyJson(spec as JsonObject)
  }
  cluster.store.apply(copy as unknown as KubeObject, { manager: 'kubectl' })
}

/** Two requests are Ready, and their Gateway was applied by hand. */
async function appliedByHand(): Promise<FlowWorld> {
  const world = createFlowWorld()
  const namespaces = ['evil', 'bank', 'other'].map(name => aNamespace(name))
  world.apply(...aPlatform({}, { wildcardHostnames: 'Allow' }), ...namespaces)
  world.apply(
    aRequest('evil', 'wild', '*.x.apps.example.com'),
    aRequest('other', 'stays', 'stays.apps.example.com')
  )
  t.ok(await world.untilReady('evil', 'wild'))
  t.ok(await world.untilReady('other', 'stays'))
  applyGatewayByHand(world)
  return world
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
    t.ok(await world.untilReady('bank', 'login'), world.ready('bank', 'login'))
    const parentRefs = [
      { namespace: 'edge', name: 'default-1', sectionName: 'wildcard.x.apps.example.com.0' }
    ]
    const hostnames = ['login.x.apps.example.com']
    const rules = [{ backendRefs: [{ name: 'phish', port: 80 }] }]
    world.apply(aRoute('evil', 'steal', { parentRefs, hostnames, rules }))
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
    t.ok(await world.untilGone('DomainClaim', 7200), 'claims')
    t.ok(await world.untilGone('Gateway', 7200), 'Gateways')
    t.strictSame(world.cloud.certificates.list(), [])
    await world.stop()
  }
)
