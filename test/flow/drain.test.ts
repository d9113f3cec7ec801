import t, { type Test } from 'tap'
import { readLeft } from '../../hooks/commands/drain/left.ts'
import { refusal } from '../../hooks/commands/drain/words.ts'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import { beginDrain, readerOf } from '../helpers/drain-world.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'

const examples = [
  '01-gateway-class.yaml',
  '02-pool.yaml',
  '03-first-request.yaml',
  '05-wildcard.yaml',
  '06-second-team.yaml',
  '07-refused.yaml'
]

/** The examples, Ready, on a cluster with the admission policies. */
async function readyWorld(t: Test): Promise<FlowWorld> {
  const world = createFlowWorld({}, { isGuarded: true })
  t.teardown(() => world.stop())
  world.applyExamples(...examples)
  t.ok(await world.untilReady('shop', 'shop', 900), 'a hostname is Ready')
  t.ok(await world.untilReady('shop', 'previews', 900), 'a wildcard is Ready')
  return world
}

function nothingIsLeft(t: Test, world: FlowWorld): void {
  for (const kind of [
    'GatewayHostnameRequest',
    'DomainClaim',
    'HostnameDenial',
    'GatewayPool',
    'Gateway',
    'LoadBalancerConfiguration'
  ])
    t.strictSame(world.list(kind), [], `no ${kind}`)
  t.strictSame(world.cloud.certificates.list(), [], 'no certificate')
  t.strictSame(world.cloud.loadBalancers.list(), [], 'no load balancer')
  for (const { id } of world.cloud.zones.list()) {
    const others = world.cloud.zones.records(id).filter(({ type }) => !/^(NS|SOA)$/.test(type))
    t.strictSame(others, [], `no record in ${id}`)
  }
}

t.test('a drain leaves nothing in Kubernetes and nothing in AWS', async t => {
  const world = await readyWorld(t)
  t.match(
    refusal(await readLeft(readerOf(world))),
    /^3 claims \(.*shop\.apps.*and 1 pool \(default/
  )
  const { lines, ended } = await beginDrain(world)
  t.ok(await world.until(() => ended() !== undefined, 3600), 'it ends')
  t.equal(ended()?.why, undefined)
  nothingIsLeft(t, world)
  const text = lines.join('\n')
  t.match(text, /pool default keeps it until its grace ends .*kubectl patch gatewaypool default/)
  t.match(text, /^0 requests, 3 claims, 1 pool left$/m)
  t.match(text, /^0 requests, 0 claims, 1 pool left$/m)
  t.notMatch(text, /nothing has changed/, 'a grace is no trouble')
  t.notMatch(text, /refused/, 'no policy refuses what it does')
  t.equal(new Set(lines).size, lines.length, 'nothing is said twice')
  t.equal(refusal(await readLeft(readerOf(world))), undefined)
})

t.test('a drain that is interrupted goes on where it was', async t => {
  const world = await readyWorld(t)
  const first = await beginDrain(world)
  await world.until(() => world.list('GatewayHostnameRequest').length === 0, 60)
  first.interrupt()
  t.ok(await world.until(() => first.ended() !== undefined, 10), 'it ends at once')
  t.match(first.ended()?.why, /interrupted/)
  t.equal(world.list('DomainClaim').length, 3, 'claims are there still')
  const second = await beginDrain(world)
  t.ok(await world.until(() => second.ended() !== undefined, 3600))
  t.equal(second.ended()?.why, undefined)
  nothingIsLeft(t, world)
})

/** A pool that brakes at the second release. */
function brakeEarly(world: FlowWorld): void {
  const [pool] = world.list('GatewayPool') as [KubeObject & { spec: object }]
  const spec = { ...pool.spec, deletionBrake: { percent: 10, atLeast: 2 } }
  world.cluster.store.update({ ...pool, spec })
}

t.test('the brake holds until a person lifts it with the command that the drain says', async t => {
  const world = await readyWorld(t)
  brakeEarly(world)
  const { lines, ended } = await beginDrain(world)
  t.notOk(await world.until(() => ended() !== undefined, 7200), 'two hours later it still waits')
  t.equal(world.list('DomainClaim').length, 3)
  const text = lines.join('\n')
  const [, number = ''] =
    /kubectl annotate gatewaypool default --overwrite \S+allow-deletions=(\d+)/.exec(text) ?? []
  t.equal(number, '3', 'it says the command')
  const [pool] = world.list('GatewayPool') as [KubeObject]
  const annotations = { 'gateway-orchestrator.io/allow-deletions': number }
  world.cluster.store.update({ ...pool, metadata: { ...pool.metadata, annotations } })
  t.ok(await world.until(() => ended() !== undefined, 3600), 'then it goes on')
  t.equal(ended()?.why, undefined)
  nothingIsLeft(t, world)
})

t.test('a request that is made meanwhile ends the drain, and keeps its hostname', async t => {
  const world = await readyWorld(t)
  const { ended } = await beginDrain(world)
  await world.until(() => world.list('GatewayHostnameRequest').length === 0, 60)
  world.applyExamples('03-first-request.yaml')
  t.ok(await world.until(() => ended() !== undefined, 60))
  t.match(ended()?.why, /new objects were made meanwhile: shop\/shop\. If a GitOps tool/)
  t.ok(await world.untilReady('shop', 'shop', 900))
})
