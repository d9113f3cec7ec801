import t from 'tap'
import { copyJson, type KubeObject } from '../../simulator/api-store/objects.ts'
import { readyExamples } from '../helpers/flow-ready.ts'
import type { FlowWorld } from '../helpers/flow-world.ts'

// The program that restores a backup owns the fields of the objects that it creates. So a field
// stays, even if the pool applies the object without that field.
t.test('a claim from a backup can be written again, whatever changes and goes', async t => {
  const world = await readyExamples()
  restore(world)
  t.ok(
    await world.until(() => world.ready('shop', 'shop') !== 'True Ready', 60),
    'its status is gone'
  )
  t.ok(await world.untilReady('shop', 'shop', 900), 'Ready again')
  world.cluster.loadBalancers.replaceLoadBalancer({ namespace: 'edge', name: 'default-1' })
  await world.clock.advance(600_000)
  for (const { arn } of world.cloud.certificates.list()) world.cloud.certificates.vanish(arn)
  world.cloud.zones.put('Z0EXAMPLEAPPS', {
    name: 'shop.apps.example.com',
    type: 'TXT',
    values: ['"x"']
  })
  await world.clock.advance(3600_000)
  const refusals = world.cluster.engine.events
    .map(({ message }) => message)
    .filter(text => text.includes('invalid'))
  t.strictSame(refusals, [], 'no write of the pool is refused')
  await world.cluster.stop()
})

t.test(
  'the target of a restored claim goes when its Gateway goes, and comes with the next one',
  async t => {
    const world = await readyExamples()
    restore(world)
    t.ok(await world.until(() => world.ready('shop', 'shop') !== 'True Ready', 60))
    t.ok(await world.untilReady('shop', 'shop', 900))
    const before = targetIn(world)
    t.type(before, 'string')
    let wasWithout = false
    const stop = world.cluster.store.watch(() => {
      wasWithout ||= world.list('DomainClaim').length > 0 && targetIn(world) === undefined
    })
    world.remove('Gateway', 'default-1', 'edge')
    t.ok(await world.until(() => wasWithout, 300), 'without a load balancer there is no target')
    t.ok(await world.untilReady('shop', 'shop', 1800), world.ready('shop', 'shop'))
    t.match(targetIn(world), /\.amazonaws\.com$/)
    t.not(targetIn(world), before)
    await world.cluster.stop()
    return stop
  }
)

t.test(
  'a released claim from a backup is taken back, although the backup owns its release time',
  async t => {
    const world = await readyExamples()
    const request = world.request('shop', 'shop') as unknown as KubeObject
    const { apiVersion, kind, metadata, spec } = request
    world.remove('GatewayHostnameRequest', 'shop', 'shop')
    await world.clock.advance(30_000)
    restore(world)
    await world.clock.advance(60_000)
    const { name, namespace } = metadata
    const again = { apiVersion, kind, metadata: { name, namespace }, spec }
    world.apply(again as unknown as KubeObject)
    t.ok(await world.untilReady('shop', 'shop', 900), world.ready('shop', 'shop'))
    const [claim] = world.list('DomainClaim')
    t.equal(claim?.spec?.releasedAt, undefined)
    await world.cluster.stop()
  }
)

t.test(
  'a pool that is being deleted takes back a claim that was restored with its label',
  async t => {
    const world = await readyExamples()
    world.remove('GatewayPool', 'default')
    await world.clock.advance(60_000)
    restore(world, { keepLabels: true })
    await world.clock.advance(600_000)
    t.equal(world.ready('shop', 'shop'), 'True Ready')
    t.match(world.list('DomainClaim')[0]?.metadata.ownerReferences, [
      { kind: 'GatewayPool', controller: true }
    ])
    world.remove('GatewayHostnameRequest', 'shop', 'shop')
    t.ok(await world.untilGone('GatewayPool', 3600), 'the pool goes, and all with it')
    t.strictSame([world.list('DomainClaim'), world.cloud.certificates.list()], [[], []])
    await world.cluster.stop()
  }
)

function targetIn({ list }: FlowWorld): string | undefined {
  const { target } = (list('DomainClaim')[0]?.spec ?? {}) as { target?: { dnsName: string } }
  return target?.dnsName
}

/** Deletes the claim and creates it again from a backup, like a program that restores backups. */
function restore({ cluster: { store }, list }: FlowWorld, { keepLabels = false } = {}): void {
  const [claim] = list('DomainClaim') as [KubeObject]
  const { finalizers: _, resourceVersion: __, ...metadata } = claim.metadata
  store.update({ ...claim, metadata }, { manager: 'person' })
  store.delete({ apiVersion: claim.apiVersion, kind: claim.kind, name: metadata.name })
  const { apiVersion, kind, spec = {} } = claim
  const { name, labels = {} } = metadata
  const kept = { name, ...(keepLabels ? { labels } : {}) }
  store.create({ apiVersion, kind, metadata: kept, spec: copyJson(spec) }, { manager: 'backup' })
}
