import t from 'tap'
import type { JsonObject, KubeObject } from '../../simulator/api-store/objects.ts'
import { aNamespace, aPlatform, aRequest, aRoute, messageOf } from '../helpers/flow-objects.ts'
import { webHostname as hostname } from '../helpers/flow-ready.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'

const port = { port: 80, targetPort: 8080 }
const backendRef = { name: 'web', port: 80 }

function aService(spec: JsonObject = {}): KubeObject {
  const metadata = { namespace: 'shop', name: 'web' }
  const whole = { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [port], ...spec } }
  return whole as unknown as KubeObject
}

/** A TargetGroupConfiguration of the team for the Service `web`. */
function aConfiguration(defaultConfiguration: JsonObject): KubeObject {
  const whole = {
    apiVersion: 'gateway.k8s.aws/v1beta1',
    kind: 'TargetGroupConfiguration',
    metadata: { namespace: 'shop', name: 'ours' },
    spec: { targetReference: { kind: 'Service', name: 'web' }, defaultConfiguration }
  }
  return whole as unknown as KubeObject
}

/** A pool, the Service, a Ready request without a route, and a request with a route. */
async function aWorld(
  pool: JsonObject,
  service: KubeObject,
  route: JsonObject = {}
): Promise<FlowWorld> {
  const world = createFlowWorld()
  world.apply(...aPlatform(pool), aNamespace('shop'), service)
  world.apply(aRequest('shop', 'other', 'other.apps.example.com'))
  world.apply(aRequest('shop', 'web', hostname, { route: { backendRef, ...route } }))
  await world.untilReady('shop', 'other')
  return world
}

function accepted(world: FlowWorld): string | undefined {
  const { conditions = [] } = (world.list('Gateway')[0]?.status ?? {}) as {
    conditions?: { type: string; status: string }[]
  }
  return conditions.find(({ type }) => type === 'Accepted')?.status
}

const configurations = (world: FlowWorld) =>
  world
    .list('TargetGroupConfiguration')
    .filter(({ metadata }) => metadata.namespace === 'shop')
    .map(({ metadata, spec }) => ({ name: metadata.name, spec }))

for (const [given, pool, service, cure] of [
  [
    'instance targets and a ClusterIP Service',
    { loadBalancer: { targetType: 'instance' } },
    aService(),
    aService({ type: 'NodePort', ports: [{ ...port, nodePort: 30080 }] })
  ],
  [
    'a Service with IPv6 behind an IPv4 load balancer',
    {},
    aService({ ipFamilies: ['IPv4', 'IPv6'] }),
    aService({ ipFamilies: ['IPv4'] })
  ]
] as const) {
  t.test(`${given}: ServiceUnreachable, and nobody else is stopped`, async t => {
    const world = await aWorld(pool, service)
    t.ok(
      await world.until(() => world.ready('shop', 'web') === 'False ServiceUnreachable'),
      world.ready('shop', 'web')
    )
    t.match(messageOf(world, 'shop', 'web'), /Service shop\/web .*(node port|IPv6)/)
    await world.clock.advance(600_000)
    t.equal(accepted(world), 'True', 'the load balancer is not stopped')
    world.apply(aRequest('shop', 'third', 'third.apps.example.com'))
    t.ok(await world.untilReady('shop', 'third'), 'a neighbour gets its hostname')
    world.apply(cure)
    t.ok(await world.untilReady('shop', 'web'), world.ready('shop', 'web'))
    world.apply(service)
    t.ok(
      await world.until(() => world.ready('shop', 'web') === 'False ServiceUnreachable'),
      'the same when the Service is changed later'
    )
    await world.clock.advance(60_000)
    t.equal(accepted(world), 'True')
    await world.stop()
  })
}

t.test('ServiceUnreachable: the pool names the route that a team has written', async t => {
  const world = createFlowWorld()
  world.apply(...aPlatform({ loadBalancer: { targetType: 'instance' } }), aNamespace('shop'))
  world.apply(aService(), aRequest('shop', 'web', hostname))
  t.ok(await world.untilReady('shop', 'web'))
  const parentRefs = [world.request('shop', 'web')?.status?.parentRef] as unknown as JsonObject[]
  world.apply(aRoute('shop', 'mine', { parentRefs, rules: [{ backendRefs: [backendRef] }] }))
  await world.clock.advance(30_000)
  t.equal(accepted(world), 'False', 'the load balancer is stopped')
  const messages = () => {
    const { conditions = [] } = (world.list('GatewayPool')[0]?.status ?? {}) as {
      conditions?: { type: string; message: string }[]
    }
    return conditions.find(({ type }) => type === 'Ready')?.message
  }
  t.match(messages(), /HTTPRoute shop\/mine: Service shop\/web of type ClusterIP has no node port/)
  world.apply(aService({ type: 'NodePort', ports: [{ ...port, nodePort: 30080 }] }))
  await world.clock.advance(30_000)
  t.equal(accepted(world), 'True')
  t.notMatch(messages(), /node port/)
  await world.stop()
})

t.test('ServiceUnreachable: instance targets that the team asks for itself', async t => {
  const world = await aWorld({}, aService())
  t.ok(await world.untilReady('shop', 'web'))
  world.apply(aConfiguration({ targetType: 'instance' }))
  t.ok(await world.until(() => world.ready('shop', 'web') === 'False ServiceUnreachable', 120))
  await world.clock.advance(60_000)
  t.equal(accepted(world), 'True')
  world.remove('TargetGroupConfiguration', 'ours', 'shop')
  t.ok(await world.untilReady('shop', 'web'))
  await world.stop()
})

t.test('a path for the health check, from the request to its end', async t => {
  const world = await aWorld({}, aService(), { healthCheckPath: '/health' })
  t.ok(await world.untilReady('shop', 'web'), world.ready('shop', 'web'))
  const [first] = configurations(world)
  t.match(first, {
    name: /^web-/,
    spec: {
      targetReference: { kind: 'Service', name: 'web' },
      defaultConfiguration: { healthCheckConfig: { healthCheckPath: '/health' } }
    }
  })
  const route = (spec: JsonObject) =>
    world.apply(aRequest('shop', 'web', hostname, { route: { backendRef, ...spec } }))
  route({ healthCheckPath: '/ready?full=1' })
  await world.clock.advance(5000)
  t.match(JSON.stringify(configurations(world)), /\/ready\?full=1/)
  route({})
  await world.clock.advance(5000)
  t.equal(configurations(world).length, 1, 'it stays, without settings')
  t.notMatch(JSON.stringify(configurations(world)), /healthCheckConfig/)
  world.remove('GatewayHostnameRequest', 'web', 'shop')
  await world.clock.advance(5000)
  t.strictSame(configurations(world), [])
  await world.stop()
})

t.test('TargetGroupConfigured: the team has one of its own, which is left alone', async t => {
  const world = createFlowWorld()
  const theirs = aConfiguration({ healthCheckConfig: { healthCheckPath: '/theirs' } })
  const route = { backendRef, healthCheckPath: '/health' }
  world.apply(...aPlatform(), aNamespace('shop'), aService(), theirs)
  world.apply(aRequest('shop', 'web', hostname, { route }))
  t.ok(
    await world.until(() => world.ready('shop', 'web') === 'False TargetGroupConfigured'),
    world.ready('shop', 'web')
  )
  t.match(messageOf(world, 'shop', 'web'), /TargetGroupConfiguration shop\/ours/)
  t.strictSame(
    configurations(world).map(({ name }) => name),
    ['ours']
  )
  world.apply(aConfiguration({ healthCheckConfig: { healthCheckPath: '/health' } }))
  t.ok(await world.untilReady('shop', 'web'), 'it says the same')
  world.remove('TargetGroupConfiguration', 'ours', 'shop')
  t.ok(await world.until(() => configurations(world)[0]?.name.startsWith('web-') === true, 120))
  t.ok(await world.untilReady('shop', 'web'))
  await world.stop()
})
