import t from 'tap'
import type { Condition } from '../../hooks/api/objects.ts'
import type { JsonObject } from '../../simulator/api-store/objects.ts'
import { aNamespace, aPlatform, aPool, aRequest } from '../helpers/flow-objects.ts'
import { webHostname } from '../helpers/flow-ready.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'

const isOn = (value: string): JsonObject => ({
  releaseGraceSeconds: 0,
  loadBalancer: { attributes: [{ key: 'deletion_protection.enabled', value }] }
})

type PoolStatus = { conditions: Condition[]; gateways: { name: string; ready: boolean }[] }

function statusOf(world: FlowWorld): PoolStatus {
  return world.list('GatewayPool')[0]?.status as PoolStatus
}

function condition(world: FlowWorld, type: string): Condition | undefined {
  return statusOf(world).conditions.find(found => found.type === type)
}

t.test('GatewayStuck: deletion protection, and the last hostname goes', async t => {
  const world = createFlowWorld()
  world.apply(...aPlatform(isOn('true')), aNamespace('shop'))
  world.apply(aRequest('shop', 'web', webHostname))
  t.ok(await world.untilReady('shop', 'web'))
  world.remove('GatewayHostnameRequest', 'web', 'shop')
  t.ok(await world.untilGone('DomainClaim'))
  await world.clock.advance(30_000)
  t.match(statusOf(world).gateways, [{ name: 'default-1', hostnames: 0, ready: false }])
  t.match(condition(world, 'Ready')?.message, /0 hostnames on 0 Gateways.*1 Gateway.*deleted/)
  const isTold = () => condition(world, 'Ready')?.reason === 'GatewayStuck'
  t.ok(await world.until(isTold, 240), 'after two minutes')
  const { message } = condition(world, 'Ready') ?? {}
  t.match(message, /Gateway default-1 .*Terminating.*deletion protection.*spec\.loadBalancer/)
  await world.clock.advance(7_200_000)
  t.equal(condition(world, 'Ready')?.message, message, 'it says the same two hours later')
  world.apply(aPool('default', isOn('false')))
  t.ok(await world.untilGone('Gateway', 1200), 'as it was advised')
  t.ok(await world.until(() => condition(world, 'Ready')?.status === 'True', 60))
  t.strictSame(statusOf(world).gateways, [])
  await world.stop()
})

t.test('GatewayStuck: the pool is deleted, and says which Gateway keeps it', async t => {
  const world = createFlowWorld()
  world.apply(...aPlatform({ ...isOn('true'), capacity: { minGateways: 1 } }))
  await world.clock.advance(300_000)
  world.remove('GatewayPool', 'default')
  await world.clock.advance(300_000)
  t.match(condition(world, 'Ready')?.message, /default-1.*deletion protection/)
  world.apply(aPool('default', { ...isOn('false'), capacity: { minGateways: 1 } }))
  t.ok(await world.untilGone('GatewayPool', 1200))
  await world.stop()
})
