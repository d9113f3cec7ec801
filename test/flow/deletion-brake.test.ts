import t from 'tap'
import type { Condition } from '../../hooks/api/objects.ts'
import { apiVersion } from '../../hooks/api/schema.ts'
import { conditionOf } from '../../hooks/conditions/conditions.ts'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import { aNamespace, aPlatform, aRequest } from '../helpers/flow-objects.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'

const minute = 60_000

/** Brings 12 hostnames of two namespaces to Ready. */
async function aServingWorld(spec = {}): Promise<FlowWorld> {
  const world = createFlowWorld()
  world.apply(...aPlatform(spec), aNamespace('shop'), aNamespace('blog'))
  for (let i = 0; i < 12; i += 1) world.apply(request(i))
  if (!(await world.untilReady('blog', 'r11', 1800))) throw new Error(world.ready('blog', 'r11'))
  await world.clock.advance(5 * minute)
  return world
}

function request(i: number): KubeObject {
  return aRequest(i < 8 ? 'shop' : 'blog', `r${i}`, `a${i}.apps.example.com`)
}

/** `kubectl delete ghr -A --all`: one after the other. */
async function deleteAll(world: FlowWorld): Promise<void> {
  for (const { metadata } of world.list('GatewayHostnameRequest')) {
    world.remove('GatewayHostnameRequest', metadata.name, metadata.namespace)
    await world.clock.advance(5000)
  }
}

function pool(world: FlowWorld) {
  const [found] = world.list('GatewayPool')
  const status = (found?.status ?? {}) as {
    conditions?: Condition[]
    deletionBrake?: { heldBack?: number }
  }
  return { accepted: conditionOf(status.conditions, 'Accepted'), brake: status.deletionBrake }
}

/** `kubectl annotate gatewaypool default --overwrite …` */
function annotate(world: FlowWorld, number: number | undefined): void {
  const annotated = {
    apiVersion,
    kind: 'GatewayPool',
    metadata: {
      name: 'default',
      annotations: { 'gateway-orchestrator.io/allow-deletions': String(number) }
    }
  }
  const object = annotated as unknown as KubeObject
  world.cluster.store.apply(object, { manager: 'kubectl-annotate', force: true })
}

function serves(world: FlowWorld): { listeners: number; aliases: number; certificates: number } {
  const gateways = world.list('Gateway') as unknown as { spec: { listeners: unknown[] } }[]
  const records = world.cloud.zones.records('Z0APPS')
  return {
    listeners: gateways.flatMap(({ spec }) => spec.listeners).length,
    aliases: records.filter(({ name, type }) => type === 'A' && /^a\d/.test(name)).length,
    certificates: world.cloud.certificates.list().length
  }
}

t.test(
  'all requests are deleted: all hostnames go on, and one annotation lets them go',
  async t => {
    const world = await aServingWorld()
    const before = serves(world)
    t.match(before, { aliases: 12, certificates: 12 })
    await deleteAll(world)
    t.match(pool(world).accepted, {
      reason: 'DeletionBraked',
      message: /^12 hostnames .*8 of namespace shop/
    })
    for (const minutes of [10, 60, 24 * 60]) {
      await world.clock.advance(minutes * minute)
      t.strictSame(serves(world), before, `after ${minutes} minutes`)
    }
    annotate(world, pool(world).brake?.heldBack)
    t.ok(await world.untilGone('DomainClaim', 1800))
    t.ok(await world.until(() => pool(world).accepted?.status === 'True', 300))
    t.match(serves(world), { aliases: 0, certificates: 0 })
    await world.stop()
  }
)

t.test('without a grace, no more than the share goes', async t => {
  const world = await aServingWorld({ releaseGraceSeconds: 0 })
  await deleteAll(world)
  await world.clock.advance(90 * minute)
  const { aliases, certificates } = serves(world)
  t.equal(aliases, certificates)
  t.ok(aliases >= 3, `${aliases} of 12 hostnames are left`)
  t.match(pool(world).accepted, { reason: 'DeletionBraked' })
  await world.stop()
})

t.test('a namespace that is deleted takes nothing, and comes back without an outage', async t => {
  const world = await aServingWorld({ deletionBrake: { percent: 50, atLeast: 5 } })
  const before = serves(world)
  world.remove('Namespace', 'shop')
  await world.clock.advance(120 * minute)
  t.strictSame(serves(world), before)
  t.match(pool(world).accepted?.message, /^8 hostnames .*8 of namespace shop/)
  const calls = world.cloud.certificates.list().map(({ arn }) => arn)
  world.apply(aNamespace('shop'))
  for (let i = 0; i < 8; i += 1) world.apply(request(i))
  t.ok(await world.untilReady('shop', 'r7', 60), 'Ready at once')
  t.ok(await world.until(() => pool(world).accepted?.status === 'True', 60))
  t.strictSame(serves(world), before)
  t.strictSame(
    world.cloud.certificates.list().map(({ arn }) => arn),
    calls
  )
  await world.stop()
})
