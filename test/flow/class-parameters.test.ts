import t from 'tap'
import type { Condition } from '../../hooks/api/objects.ts'
import type { JsonObject, KubeObject } from '../../simulator/api-store/objects.ts'
import { aNamespace, aPlatform, aRequest, messageOf } from '../helpers/flow-objects.ts'
import { webHostname as hostname } from '../helpers/flow-ready.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'

/** A GatewayClass may name a configuration, which the load balancer controller prefers to ours. */

const parametersRef = {
  group: 'gateway.k8s.aws',
  kind: 'LoadBalancerConfiguration',
  namespace: 'infra',
  name: 'defaults'
}

/** The platform team gives its GatewayClass a configuration with this spec. */
function configureClass(world: FlowWorld, spec: JsonObject): void {
  const { namespace, name, kind } = parametersRef
  const configuration = {
    apiVersion: 'gateway.k8s.aws/v1beta1',
    kind,
    metadata: { namespace, name },
    spec
  }
  world.apply(aNamespace(namespace), configuration as unknown as KubeObject)
  const [gatewayClass] = aPlatform()
  if (gatewayClass === undefined) throw new Error('no class')
  world.apply({ ...gatewayClass, spec: { ...gatewayClass.spec, parametersRef } })
}

function poolCondition(world: FlowWorld, type: string): Condition | undefined {
  const { conditions = [] } = (world.list('GatewayPool')[0]?.status ?? {}) as {
    conditions?: Condition[]
  }
  return conditions.find(condition => condition.type === type)
}

function aWorld(pool: JsonObject = {}): FlowWorld {
  const world = createFlowWorld()
  world.apply(...aPlatform(pool), aNamespace('shop'))
  return world
}

const inZone = (world: FlowWorld) =>
  world.cloud.zones
    .records('Z0APPS')
    .filter(({ name, type }) => name === `${hostname}.` && type === 'A')

for (const [scheme, other] of [
  ['internet-facing', 'internal'],
  ['internal', 'internet-facing']
] as const) {
  t.test(`SchemeMismatch: a pool that is ${scheme}, a class that says ${other}`, async t => {
    const world = aWorld({ loadBalancer: { scheme } })
    configureClass(world, { scheme: other })
    world.apply(aRequest('shop', 'web', hostname))
    t.ok(
      await world.until(() => world.ready('shop', 'web') === 'False SchemeMismatch'),
      world.ready('shop', 'web')
    )
    await world.clock.advance(3600_000)
    t.equal(world.ready('shop', 'web'), 'False SchemeMismatch')
    t.match(messageOf(world, 'shop', 'web'), new RegExp(`is ${other}.*asks for ${scheme}`))
    t.strictSame(inZone(world), [], 'no alias')
    const { status, message } = poolCondition(world, 'Ready') ?? {}
    t.equal(status, 'False')
    t.match(message, /GatewayClass alb.*infra\/defaults.*parametersRef.*mergingMode/)
    configureClass(world, { scheme: other, mergingMode: 'prefer-gateway' })
    t.ok(await world.untilReady('shop', 'web'), world.ready('shop', 'web'))
    t.equal(poolCondition(world, 'Ready')?.status, 'True')
    await world.stop()
  })
}

t.test('SchemeMismatch: the platform team is told before there is a load balancer', async t => {
  const world = aWorld()
  configureClass(world, { scheme: 'internal' })
  const isTold = () => poolCondition(world, 'Accepted')?.reason === 'SchemeMismatch'
  t.ok(await world.until(isTold, 60))
  await world.stop()
})

t.test('SchemeMismatch: parameters that come when all is Ready, and go again', async t => {
  const world = aWorld()
  world.apply(aRequest('shop', 'web', hostname))
  t.ok(await world.untilReady('shop', 'web'))
  configureClass(world, { scheme: 'internal' })
  t.ok(
    await world.until(() => world.ready('shop', 'web') === 'False SchemeMismatch'),
    world.ready('shop', 'web')
  )
  t.equal(world.request('shop', 'web')?.status?.url, undefined)
  t.notOk(
    inZone(world).some(({ alias }) => alias?.dnsName.includes('internal-')),
    'the alias is not moved to the internal load balancer'
  )
  configureClass(world, {})
  t.ok(await world.untilReady('shop', 'web'), world.ready('shop', 'web'))
  await world.stop()
})

t.test('CertificatesOverridden: a class with an entry of its own for port 443', async t => {
  const world = aWorld()
  world.apply(aRequest('shop', 'web', hostname))
  t.ok(await world.untilReady('shop', 'web'))
  const own = world.request('shop', 'web')?.status?.certificateARN ?? ''
  const https = { protocolPort: 'HTTPS:443', defaultCertificate: own }
  configureClass(world, { listenerConfigurations: [https] })
  world.apply(aRequest('shop', 'second', 'second.apps.example.com'))
  t.ok(
    await world.until(() => world.ready('shop', 'second') === 'False CertificatesOverridden'),
    world.ready('shop', 'second')
  )
  const { status, message } = poolCondition(world, 'Ready') ?? {}
  t.equal(status, 'False')
  t.match(message, /GatewayClass alb.*parametersRef.*HTTPS:443/)
  t.equal(world.ready('shop', 'web'), 'True Ready', 'its certificate is attached')
  configureClass(world, { listenerConfigurations: [], scheme: 'internet-facing' })
  t.ok(await world.untilReady('shop', 'second'), world.ready('shop', 'second'))
  await world.stop()
})

t.test('parameters that contradict nothing are none of our business', async t => {
  const world = aWorld()
  const attribute = { key: 'access_logs.s3.enabled', value: 'true' }
  configureClass(world, { scheme: 'internet-facing', loadBalancerAttributes: [attribute] })
  world.apply(aRequest('shop', 'web', hostname))
  t.ok(await world.untilReady('shop', 'web'), world.ready('shop', 'web'))
  t.equal(poolCondition(world, 'Ready')?.status, 'True')
  await world.stop()
})
