import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import {
  messageOf,
  recordsIn,
  recordsOf,
  removeLoadBalancers,
  standing,
  writesOf
} from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  createClaimWorld,
  isReady
} from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'
const minute = 60
const elsewhere = '1 old-cdn.example.net. alpn="h2"'

function put({ cloud, zoneID }: ClaimWorld, value: string, type = 'HTTPS'): void {
  cloud.zones.put(zoneID, { name: hostname, type, values: [value] })
}

function remove({ cloud, zoneID }: ClaimWorld, type = 'HTTPS'): void {
  cloud.zones.removeRecord(zoneID, hostname, type)
}

async function readyClaim(): Promise<{ world: ClaimWorld; claim: DomainClaim }> {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  if (!(await bringToReady(world, claim))) throw new Error(`not Ready: ${messageOf(claim)}`)
  await world.clock.advance(minute * 1000)
  return { world, claim }
}

for (const [type, value] of [
  ['HTTPS', elsewhere],
  ['SVCB', '0 old-cdn.example.net.'],
  ['HTTPS', '1 . port=8443']
] as const)
  t.test(`${type} ${value}: nothing is written beside it, and it costs nothing`, async t => {
    const world = createClaimWorld()
    put(world, value, type)
    const claim = aClaim(world, hostname)
    await world.live(claim, 10 * minute)
    t.equal(standing(claim), 'False ForeignRecord')
    t.match(messageOf(claim), `shop.example.com ${type} ${value} is not ours`)
    t.match(messageOf(claim), /Browsers follow this record.*it leads them to .*Remove it/)
    t.strictSame(writesOf(world), [])
    remove(world, type)
    t.ok(await bringToReady(world, claim), 'once it is gone, all goes on by itself')
  })

t.test('an HTTPS record for the hostname itself is left alone, and does not matter', async t => {
  const world = createClaimWorld()
  put(world, '1 . alpn="h2,h3"')
  const claim = aClaim(world, hostname)
  t.ok(await bringToReady(world, claim))
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.strictSame(recordsIn(world), ['HTTPS shop'], 'it stays')
})

t.test('an HTTPS record that comes up later is told, and removes nothing', async t => {
  const { world, claim } = await readyClaim()
  put(world, elsewhere)
  await world.live(claim, 31 * minute)
  t.equal(standing(claim), 'False ForeignRecord')
  t.equal(standing(claim, 'DNSAliasReady'), 'False ForeignRecord')
  t.strictSame(recordsIn(world), ['HTTPS shop', ...recordsOf('shop')].sort())
  const before = world.statusWrites()
  await world.live(claim, 60 * minute)
  t.equal(world.statusWrites(), before, 'told once')
  remove(world)
  t.ok(await world.run(claim, isReady, 10 * minute), messageOf(claim))
})

t.test(
  'beside an HTTPS record our alias is repaired, for clients that know no such record',
  async t => {
    const { world, claim } = await readyClaim()
    put(world, elsewhere)
    world.cloud.zones.removeRecord(world.zoneID, hostname, 'A')
    await world.live(claim, 31 * minute)
    t.equal(standing(claim), 'False ForeignRecord')
    t.strictSame(recordsIn(world), ['HTTPS shop', ...recordsOf('shop')].sort())
  }
)

t.test('a steady claim needs no call more than before', async t => {
  const { world, claim } = await readyClaim()
  put(world, '1 . alpn="h2"')
  await world.live(claim, 31 * minute)
  world.cloud.calls.reset()
  await world.clock.advance(30 * minute * 1000)
  await world.step(claim)
  t.equal(standing(claim), 'True Ready')
  t.equal(world.cloud.calls.counts().ListResourceRecordSets, 1, 'one reading of the zone')
})

t.test('an HTTPS record that comes and goes does not flip Ready for ever', async t => {
  const { world, claim } = await readyClaim()
  const seen: string[] = []
  for (let passed = 0; passed < 12 * 6; passed++) {
    put(world, elsewhere)
    await world.live(claim, 5 * minute, 5 * minute)
    remove(world)
    await world.live(claim, 5 * minute, 5 * minute)
    seen.push(standing(claim))
  }
  const isTold = (standing: string) => standing.startsWith('False')
  t.ok(seen.slice(6).every(isTold), [...new Set(seen.slice(6))].join())
  t.ok(await world.run(claim, isReady, 60 * minute), 'and once it stays away, Ready by itself')
})

t.test('a hostname that is given up takes no HTTPS record of others with it', async t => {
  const { world, claim } = await readyClaim()
  put(world, elsewhere)
  await world.live(claim, 31 * minute)
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.strictSame(recordsIn(world), ['HTTPS shop'])
})

t.test('a record for our load balancer is not foreign while the target is away', async t => {
  const { world, claim } = await readyClaim()
  put(world, `0 ${claim.spec.target?.dnsName}.`)
  await world.live(claim, 31 * minute)
  t.equal(standing(claim), 'True Ready')
  delete claim.spec.target
  await world.live(claim, 31 * minute)
  t.equal(standing(claim, 'DNSAliasReady'), 'False WaitingForGateway', messageOf(claim))
  t.equal(claim.status?.alias?.repairs, undefined, 'nobody has changed anything')
})

for (const [type, value] of [
  ['HTTPS', elsewhere],
  ['AAAA', '2001:db8::1']
] as const)
  t.test(`${type} of others is counted once, though AWS fails in between`, async t => {
    const { world, claim } = await readyClaim()
    put(world, value, type)
    await world.live(claim, 31 * minute)
    t.equal(claim.status?.alias?.repairs, 1)
    for (let times = 0; times < 5; times++) {
      const isRead = (operation: string) => operation.startsWith('List')
      const end = world.cloud.faults.use(({ operation }) =>
        isRead(operation) ? { before: { do: 'error', code: 'InternalFailure' } } : undefined
      )
      await world.live(claim, 5 * minute)
      end()
      await world.live(claim, 10 * minute)
    }
    t.equal(claim.status?.alias?.repairs, 1)
    remove(world, type)
    t.ok(await world.run(claim, isReady, 10 * minute), messageOf(claim))
  })

t.test('an alias that may not be moved beside an HTTPS record is told once', async t => {
  const { world, claim } = await readyClaim()
  put(world, elsewhere)
  await world.live(claim, 31 * minute)
  world.cloud.faults.use(({ operation }) =>
    operation === 'ChangeResourceRecordSets'
      ? { before: { do: 'error', code: 'AccessDenied', status: 403 } }
      : undefined
  )
  world.attach(claim, 'k8s-edge-public1-new')
  await world.live(claim, 10 * minute)
  const before = world.statusWrites()
  await world.live(claim, 60 * minute)
  t.equal(world.statusWrites(), before)
  t.equal(claim.status?.alias?.repairs, 1)
})
