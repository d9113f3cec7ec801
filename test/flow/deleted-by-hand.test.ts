import t from 'tap'
import { aNamespace, aPlatform, aRequest, messageOf } from '../helpers/flow-objects.ts'
import { webHostname as hostname, readyWeb } from '../helpers/flow-ready.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'

/** The table "What happens when something is deleted by hand" of docs/runbook.md. */

const zoneID = 'Z0APPS'
const minute = 60

/** The records of the zone, each as type and name without what changes with a new certificate. */
function recordsIn({ cloud }: FlowWorld): readonly string[] {
  const { zones } = cloud
  return zones.records(zoneID).map(({ type, name }) => `${type} ${name}`)
}

function nameOf(world: FlowWorld, kind: 'alias' | 'validation', type: string): string {
  const pattern = {
    alias: type === 'TXT' ? /^_gateway-orchestrator\.web\./ : /^web\./,
    validation: type === 'TXT' ? /^_gateway-orchestrator\._[0-9a-f]{32}\./ : /^_[0-9a-f]{32}\./
  }[kind]
  const found = world.cloud.zones
    .records(zoneID)
    .find(record => record.type === type && pattern.test(record.name))
  if (found === undefined) throw new Error(`no ${kind} ${type}`)
  return found.name
}

function deleteRecords(world: FlowWorld, kind: 'alias' | 'validation', types: string[]): void {
  for (const [name, type] of types.map(type => [nameOf(world, kind, type), type] as const))
    world.cloud.zones.removeRecord(zoneID, name, type)
}

async function minutesUntil(world: FlowWorld, holds: () => boolean): Promise<number> {
  const began = world.clock.now()
  if (!(await world.until(holds, 60 * minute))) return Number.POSITIVE_INFINITY
  return (world.clock.now() - began) / 60_000
}

/** A world with a Ready request, some time later: neither just synced nor about to be. */
async function quiet(): Promise<FlowWorld> {
  const world = await readyWeb()
  await world.clock.advance(45 * 60_000)
  return world
}

for (const [what, kind, types] of [
  ['alias', 'alias', ['A']],
  ['ownership record', 'alias', ['TXT']],
  ['alias and its ownership record', 'alias', ['A', 'TXT']],
  ['validation record', 'validation', ['CNAME']],
  ['validation record and its TXT', 'validation', ['CNAME', 'TXT']]
] as const) {
  t.test(`the ${what}: is back within eight minutes, and goes with the request`, async t => {
    const world = await quiet()
    const before = recordsIn(world).toSorted()
    deleteRecords(world, kind, [...types])
    t.not(recordsIn(world).length, before.length)
    const back = await minutesUntil(world, () => recordsIn(world).length === before.length)
    t.ok(back <= 8, `${back.toFixed(1)} minutes`)
    t.strictSame(recordsIn(world).toSorted(), before)
    const ready = await minutesUntil(world, () => world.ready('shop', 'web') === 'True Ready')
    t.ok(ready <= 2, `Ready again ${ready.toFixed(1)} minutes later`)
    world.remove('GatewayHostnameRequest', 'web', 'shop')
    t.ok(await world.untilGone('DomainClaim', 7200))
    t.strictSame(recordsIn(world).filter(isOurs), [])
    await world.stop()
  })
}

function isOurs(record: string): boolean {
  return record.includes('web.')
}

t.test('the TXT of the validation record: nothing happens; the record is left behind', async t => {
  const world = await quiet()
  const record = `CNAME ${nameOf(world, 'validation', 'CNAME')}`
  deleteRecords(world, 'validation', ['TXT'])
  await world.clock.advance(65 * 60_000)
  t.equal(world.ready('shop', 'web'), 'True Ready')
  world.remove('GatewayHostnameRequest', 'web', 'shop')
  t.ok(await world.untilGone('DomainClaim', 7200))
  t.strictSame(recordsIn(world).filter(isOurs), [record])
  await world.stop()
})

t.test('the certificate, while no load balancer uses it: a new one is requested', async t => {
  const world = createFlowWorld()
  world.apply(...aPlatform(), aNamespace('shop'), aRequest('shop', 'web', hostname))
  const issued = () => world.cloud.certificates.list().find(({ status }) => status === 'ISSUED')
  t.ok(await world.until(() => issued() !== undefined))
  const { arn = '' } = issued() ?? {}
  world.cloud.certificates.vanish(arn)
  const isNew = () => issued() !== undefined && issued()?.arn !== arn
  t.ok((await minutesUntil(world, isNew)) <= 10)
  t.ok(await world.untilReady('shop', 'web'), messageOf(world, 'shop', 'web'))
  await world.stop()
})

/** A request whose certificate is issued, and whose Gateway nobody takes up: the class is missing. */
async function waitingForClass() {
  const world = createFlowWorld()
  const [gatewayClass, ...platform] = aPlatform()
  if (gatewayClass === undefined) throw new Error('no GatewayClass')
  world.apply(...platform, aNamespace('shop'), aRequest('shop', 'web', hostname))
  const arn = () => world.cloud.certificates.list().find(({ domain }) => domain === hostname)?.arn
  const reason = () => world.ready('shop', 'web')
  if (!(await world.until(() => reason() === 'False GatewayClassMissing')))
    throw new Error(reason())
  await world.clock.advance(5 * 60_000)
  return { world, gatewayClass, arn }
}

t.test('the certificate of a hostname that waits for its Gateway: half an hour', async t => {
  const { world, arn } = await waitingForClass()
  const before = arn()
  world.cloud.certificates.vanish(before ?? '')
  const isNew = () => ![before, undefined].includes(arn())
  const back = await minutesUntil(world, isNew)
  t.ok(back <= 31, `requested after ${back.toFixed(1)} minutes`)
  await world.stop()
})

t.test('the same, and the Gateway is taken up: at once', async t => {
  const { world, gatewayClass, arn } = await waitingForClass()
  const before = arn()
  world.cloud.certificates.vanish(before ?? '')
  world.apply(gatewayClass)
  const isNew = () => ![before, undefined].includes(arn())
  const back = await minutesUntil(world, isNew)
  t.ok(back <= 1, `requested after ${back.toFixed(1)} minutes`)
  t.ok(await world.untilReady('shop', 'web'), messageOf(world, 'shop', 'web'))
  await world.stop()
})

t.test('the certificate, although a load balancer uses it: it is replaced', async t => {
  const world = await quiet()
  const [certificate] = world.cloud.certificates.list()
  t.equal(certificate?.inUse, true, 'ACM refuses to delete it; this is worse than a person can do')
  world.cloud.certificates.vanish(certificate?.arn ?? '')
  const isNew = () => world.cloud.certificates.list().some(({ status }) => status === 'ISSUED')
  const issued = await minutesUntil(world, isNew)
  t.ok(issued <= 10, `issued after ${issued.toFixed(1)} minutes`)
  t.ok(await world.untilReady('shop', 'web'), messageOf(world, 'shop', 'web'))
  await world.stop()
})

type Listener = { protocolPort: string; defaultCertificate?: string; certificates?: string[] }

function listenersIn(world: FlowWorld): readonly Listener[] {
  const [configuration] = world.list('LoadBalancerConfiguration')
  return (configuration?.spec?.listenerConfigurations ?? []) as Listener[]
}

t.test("the listener's certificate in the configuration: is back at once", async t => {
  const world = await quiet()
  const { arn = '' } = world.cloud.certificates.list()[0] ?? {}
  const carries = () => JSON.stringify(listenersIn(world)).includes(arn)
  t.ok(carries())
  const [configuration] = world.list('LoadBalancerConfiguration')
  if (configuration === undefined) throw new Error('no configuration')
  const spec = { ...configuration.spec, listenerConfigurations: [] }
  world.cluster.store.update({ ...configuration, spec }, { manager: 'person' })
  t.notOk(carries())
  const back = await minutesUntil(world, carries)
  t.ok(back <= 0.5, `${back.toFixed(2)} minutes`)
  t.ok(await world.untilReady('shop', 'web'))
  await world.stop()
})

function aliasIn({ cloud }: FlowWorld): string | undefined {
  const records = cloud.zones.records(zoneID)
  return records.find(({ type, name }) => type === 'A' && /^web/.test(name))?.alias?.dnsName
}

t.test('the Gateway: it is made again, and the alias follows the new load balancer', async t => {
  const world = await quiet()
  const before = aliasIn(world)
  const [gateway] = world.list('Gateway')
  world.remove('Gateway', gateway?.metadata.name ?? '', 'edge')
  const isMoved = () => aliasIn(world) !== before && world.ready('shop', 'web') === 'True Ready'
  const ready = await minutesUntil(world, isMoved)
  t.ok(ready <= 5, `Ready ${ready.toFixed(1)} minutes later`)
  await world.stop()
})

t.test('the LoadBalancerConfiguration: frozen until the Gateway is deleted too', async t => {
  const world = await quiet()
  const name = world.list('LoadBalancerConfiguration')[0]?.metadata.name ?? ''
  world.remove('LoadBalancerConfiguration', name, 'edge')
  await world.clock.advance(20 * 60_000)
  t.equal(world.ready('shop', 'web'), 'True Ready', 'the hostname works on')
  t.match(JSON.stringify(world.list('GatewayPool')[0]?.status), /ConfigurationDeleting/)
  const before = aliasIn(world)
  world.remove('Gateway', name, 'edge')
  const isMoved = () => aliasIn(world) !== before && world.ready('shop', 'web') === 'True Ready'
  const ready = await minutesUntil(world, isMoved)
  t.ok(ready <= 10, `Ready ${ready.toFixed(1)} minutes after the Gateway was deleted`)
  await world.clock.advance(60_000)
  t.notMatch(JSON.stringify(world.list('GatewayPool')[0]?.status), /ConfigurationDeleting/)
  await world.stop()
})

t.test('the DomainClaim: everything goes, and comes again with a new certificate', async t => {
  const world = await quiet()
  const [claim] = world.list('DomainClaim')
  const { arn } = world.cloud.certificates.list()[0] ?? {}
  world.remove('DomainClaim', claim?.metadata.name ?? '')
  const isAgain = () =>
    world.list('DomainClaim').some(({ metadata }) => metadata.uid !== claim?.metadata.uid)
  const again = await minutesUntil(world, isAgain)
  t.ok(again <= 10, `the next claim after ${again.toFixed(1)} minutes`)
  const ready = await minutesUntil(world, () => world.ready('shop', 'web') === 'True Ready')
  t.ok(ready <= 10, `Ready ${ready.toFixed(1)} minutes later`)
  t.not(world.cloud.certificates.list()[0]?.arn, arn)
  await world.stop()
})
