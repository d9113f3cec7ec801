import t from 'tap'
import {
  type ExternalDNSOptions,
  runExternalDNS
} from '../../simulator/external-dns/external-dns.ts'
import { aNamespace, aPlatform, aRequest, messageOf } from '../helpers/flow-objects.ts'
import { webHostname as hostname } from '../helpers/flow-ready.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'

const minute = 60_000
const zoneID = 'Z0APPS'

type Beside = { world: FlowWorld; run: (isExcluded?: boolean) => void }

/**
 * A world in which external-dns serves web.apps.example.com with our load balancer, and a request
 * for that hostname is told about it.
 */
async function besideExternalDNS(policy: ExternalDNSOptions['policy']): Promise<Beside> {
  const world = createFlowWorld()
  world.apply(...aPlatform(), aNamespace('shop'))
  world.apply(aRequest('shop', 'first', 'first.apps.example.com'))
  if (!(await world.untilReady('shop', 'first'))) throw new Error('the first is not Ready')
  const [balancer] = world.cloud.loadBalancers.list()
  const owner = 'prod'
  const resource = 'httproute/shop/old-web'
  const options = { zones: world.cloud.zones, zoneID, hostname, owner, resource, policy }
  const run = (isExcluded = false) => runExternalDNS(options, isExcluded ? undefined : balancer)
  run()
  world.apply(aRequest('shop', 'web', hostname))
  const isTold = await world.until(() => world.ready('shop', 'web') === 'False ForeignRecord')
  if (!isTold) throw new Error(`not told: ${world.ready('shop', 'web')}`)
  return { world, run }
}

/** Writes our TXT record as the message says. */
function handOver(world: FlowWorld): void {
  const message = messageOf(world, 'shop', 'web')
  const written = / (?:create|replace the present TXT with) (\S+) TXT (".*")$/.exec(message)
  const [, name = '', value = ''] = written ?? []
  if (name !== '') world.cloud.zones.put(zoneID, { name, type: 'TXT', values: [value] })
}

function typesAt({ cloud: { zones } }: FlowWorld): string {
  const found = zones.records(zoneID).filter(({ name }) => name === `${hostname}.`)
  return found.map(({ type }) => type).join()
}

for (const policy of ['sync', 'upsert-only'] as const)
  t.test(
    `beside external-dns (${policy}): what the message says ends in Ready for good`,
    async t => {
      const { world, run } = await besideExternalDNS(policy)
      const message = messageOf(world, 'shop', 'web')
      t.match(message, /web\.apps\.example\.com A alias to .* is not ours/)
      t.match(message, /external-dns \(owner prod, resource httproute\/shop\/old-web\)/)
      t.match(
        message,
        /Exclude it first.*--exclude-domains=web\.apps\.example\.com; or delete its TXT a-web\S+, aaaa-web\S+ in one change/
      )
      t.match(
        message,
        /then annotate httproute\/shop\/old-web with external-dns\.alpha\.kubernetes/
      )
      for (const type of ['a', 'aaaa'])
        world.cloud.zones.removeRecord(zoneID, `${type}-${hostname}`, 'TXT')
      run()
      run(true)
      t.equal(typesAt(world), 'A,AAAA', 'what was there answers on')
      handOver(world)
      t.ok(await world.untilReady('shop', 'web', 1800), world.ready('shop', 'web'))
      for (let passed = 0; passed < 6 * 60; passed++) {
        run(true)
        await world.clock.advance(minute)
        t.equal(world.ready('shop', 'web'), 'True Ready')
      }
      t.equal(typesAt(world), 'A')
      await world.stop()
    }
  )

t.test(
  'handed over again and again without excluding it: RecordKeepsChanging, and no flipping',
  async t => {
    const { world, run } = await besideExternalDNS('sync')
    const seen: string[] = []
    for (let passed = 0; passed < 12 * 60; passed++) {
      run()
      if (passed % 10 === 0 && world.ready('shop', 'web').startsWith('False')) handOver(world)
      await world.clock.advance(minute)
      if (passed > 6 * 60 && world.ready('shop', 'web') !== seen.at(-1))
        seen.push(world.ready('shop', 'web'))
    }
    t.notOk(seen.includes('True Ready'), seen.join(', '))
    t.ok(seen.includes('False RecordKeepsChanging') || seen.includes('False ForeignRecord'))
    t.match(messageOf(world, 'shop', 'web'), /external-dns \(owner prod, resource httproute/)
    await world.stop()
  }
)
