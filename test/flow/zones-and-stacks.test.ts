import t from 'tap'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import { aNamespace, aPlatform, aPool, aRequest } from '../helpers/flow-objects.ts'
import { webHostname as hostname, readyWeb } from '../helpers/flow-ready.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'

const minute = 60

/** The records of a zone other than NS and SOA: `A web`, `TXT _gateway-orchestrator.web`. */
function recordsIn({ cloud }: FlowWorld, zoneID: string): string[] {
  const short = (name: string) =>
    name.replace('.apps.example.com.', '').replace(/_[0-9a-f]{32}/, '_v')
  const records = cloud.zones.records(zoneID).filter(({ type }) => type !== 'NS' && type !== 'SOA')
  return records.map(({ type, name }) => `${type} ${short(name)}`).sort()
}

const validation = ['CNAME _v.web', 'TXT _gateway-orchestrator._v.web']
const owner = 'TXT _gateway-orchestrator.web'

async function readyWith(
  domain: Record<string, string>,
  spec: NonNullable<KubeObject['spec']> = {}
) {
  const world = createFlowWorld()
  world.cloud.zones.create('apps.example.com', { id: 'Z0INSIDE', private: true })
  world.cloud.zones.create('apps.example.com', { id: 'Z0PUBLIC' })
  return readyWeb(aPlatform(spec, domain), world)
}

/** Deletes the request and the pool. @returns whether both go */
async function takeDown(world: FlowWorld): Promise<boolean> {
  world.remove('GatewayHostnameRequest', 'web', 'shop')
  const isFree = await world.untilGone('DomainClaim', 30 * minute)
  world.remove('GatewayPool', 'default')
  return isFree && (await world.untilGone('GatewayPool', 30 * minute))
}

t.test(
  'a private zone beside a public one for ACM: each has its records, and both are clean in the end',
  async t => {
    const split = { hostedZoneID: 'Z0INSIDE', validationZoneID: 'Z0PUBLIC' }
    const world = await readyWith(split, { loadBalancer: { scheme: 'internal' } })
    t.strictSame(recordsIn(world, 'Z0INSIDE'), ['A web', owner])
    t.strictSame(recordsIn(world, 'Z0PUBLIC'), validation)

    world.cloud.zones.removeRecord('Z0INSIDE', hostname, 'A')
    const cname = world.cloud.zones.records('Z0PUBLIC').find(({ type }) => type === 'CNAME')
    world.cloud.zones.removeRecord('Z0PUBLIC', cname?.name ?? '', 'CNAME')
    await world.clock.advance(40 * minute * 1000)
    t.strictSame(
      recordsIn(world, 'Z0INSIDE'),
      ['A web', owner],
      'deleted by hand, it is there again'
    )
    t.strictSame(recordsIn(world, 'Z0PUBLIC'), validation, 'so is this')
    t.equal(world.ready('shop', 'web'), 'True Ready')

    world.apply(
      aPool('default', { loadBalancer: { scheme: 'internal' } }, { hostedZoneID: 'Z0OTHER' })
    )
    await world.clock.advance(40 * minute * 1000)
    t.equal(
      world.ready('shop', 'web'),
      'True Ready',
      'a request that holds a claim keeps its zones'
    )
    t.strictSame(recordsIn(world, 'Z0INSIDE'), ['A web', owner])
    t.strictSame(recordsIn(world, 'Z0OTHER'), [])

    t.ok(await takeDown(world))
    for (const zone of ['Z0INSIDE', 'Z0PUBLIC', 'Z0OTHER'])
      t.strictSame(recordsIn(world, zone), [], zone)
    t.equal(world.cloud.certificates.list().length, 0)
    await world.stop()
  }
)

t.test('dual stack: A and AAAA, reduced to A, and back, and nothing is left of either', async t => {
  const dual = { loadBalancer: { ipAddressType: 'dualstack' } }
  const world = await readyWith({ hostedZoneID: 'Z0PUBLIC' }, dual)
  const both = ['A web', 'AAAA web', ...validation, owner].sort()
  t.strictSame(recordsIn(world, 'Z0PUBLIC'), both)

  const zone = { hostedZoneID: 'Z0PUBLIC' }
  const seen = () => recordsIn(world, 'Z0PUBLIC').join()
  world.apply(aPool('default', { loadBalancer: { ipAddressType: 'ipv4' } }, zone))
  const single = both.filter(record => record !== 'AAAA web').join()
  t.ok(
    await world.until(() => seen() === single, 5 * minute),
    `${seen()}: the AAAA goes, the A stays`
  )
  t.ok(await world.untilReady('shop', 'web', 5 * minute))

  world.apply(aPool('default', dual, zone))
  t.ok(await world.until(() => seen() === both.join(), 5 * minute), seen())
  t.ok(await world.untilReady('shop', 'web', 5 * minute))
  t.ok(await takeDown(world))
  t.equal(seen(), '')
  t.equal(world.cloud.certificates.list().length, 0)
  await world.stop()
})

t.test(
  'an apex and its wildcard share a validation record: it stays until the last of them is gone',
  async t => {
    const world = createFlowWorld()
    const allow = { apexHostname: 'Allow', wildcardHostnames: 'Allow' }
    const apex = aRequest('shop', 'apex', 'apps.example.com')
    const wildcard = aRequest('shop', 'wildcard', '*.apps.example.com')
    world.apply(...aPlatform({}, allow), aNamespace('shop'))
    const mail = ['10 mail.example.com.']
    world.cloud.zones.put('Z0APPS', { name: 'apps.example.com', type: 'MX', values: mail })
    world.apply(apex, wildcard)
    const areReady = () =>
      ['apex', 'wildcard'].every(name => world.ready('shop', name) === 'True Ready')
    t.ok(await world.until(areReady))
    const count = (type: string) =>
      world.cloud.zones.records('Z0APPS').filter(record => record.type === type).length
    t.strictSame([count('A'), count('CNAME'), count('TXT')], [2, 1, 3])
    world.remove('GatewayHostnameRequest', 'apex', 'shop')
    t.ok(await world.until(() => world.list('DomainClaim').length === 1, 30 * minute))
    t.strictSame(
      [count('A'), count('CNAME'), count('TXT')],
      [1, 1, 2],
      'the other needs the validation record'
    )
    t.equal(world.ready('shop', 'wildcard'), 'True Ready')
    world.remove('GatewayHostnameRequest', 'wildcard', 'shop')
    t.ok(await world.untilGone('DomainClaim', 30 * minute))
    t.strictSame(
      [count('A'), count('CNAME'), count('TXT'), count('MX')],
      [0, 0, 0, 1],
      'what others have there stays'
    )
    t.equal(world.cloud.certificates.list().length, 0)
    await world.stop()
  }
)
