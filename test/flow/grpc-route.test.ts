import t from 'tap'
import type { Condition } from '../../hooks/api/objects.ts'
import type { JsonObject, KubeObject } from '../../simulator/api-store/objects.ts'
import { aRoute } from '../helpers/flow-objects.ts'
import { readyWeb, webHostname } from '../helpers/flow-ready.ts'
import type { FlowWorld } from '../helpers/flow-world.ts'

function verdict(world: FlowWorld, kind: string, name: string): Condition | undefined {
  const route = world.list(kind).find(({ metadata }) => metadata.name === name)
  const { parents = [] } = (route?.status ?? {}) as { parents?: { conditions: Condition[] }[] }
  return parents[0]?.conditions.find(({ type }) => type === 'Accepted')
}

t.test('a GRPCRoute beside an HTTPRoute, with status.parentRef pasted as it is', async t => {
  const world = await readyWeb()
  const parentRefs = [world.request('shop', 'web')?.status?.parentRef] as unknown as JsonObject[]
  const rules = [{ backendRefs: [{ name: 'web', port: 80 }] }]
  const route = aRoute('shop', 'web', { parentRefs, rules })
  const matches = [{ method: { service: 'shop.Cart' } }]
  const spec = { parentRefs, hostnames: [webHostname], rules: [{ matches, ...rules[0] }] }
  world.apply(route, { ...route, kind: 'GRPCRoute', spec } as unknown as KubeObject)
  const foreign = { ...route.metadata, namespace: 'default', name: 'foreign' }
  world.apply({ ...route, kind: 'GRPCRoute', metadata: foreign, spec } as unknown as KubeObject)
  await world.clock.advance(10_000)
  t.equal(verdict(world, 'HTTPRoute', 'web')?.status, 'True')
  t.equal(verdict(world, 'GRPCRoute', 'web')?.status, 'True')
  t.equal(verdict(world, 'GRPCRoute', 'foreign')?.reason, 'NotAllowedByListeners')
  await world.stop()
})
