import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import {
  messageOf,
  recordsIn,
  removeLoadBalancers,
  standing,
  writesOf
} from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  conditionIs,
  createClaimWorld,
  isIssued,
  isReady
} from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'
const minute = 60

async function readyClaim(
  name = hostname,
  world = createClaimWorld()
): Promise<{ world: ClaimWorld; claim: DomainClaim }> {
  const claim = aClaim(world, name)
  if (!(await bringToReady(world, claim))) throw new Error(`not Ready: ${messageOf(claim)}`)
  await world.clock.advance(minute * 1000)
  return { world, claim }
}

function record({ cloud, zoneID }: ClaimWorld, type: string, name = `${hostname}.`) {
  return cloud.zones.records(zoneID).find(r => r.type === type && r.name === name)
}

function ownership(world: ClaimWorld, of = hostname): string {
  return record(world, 'TXT', `_gateway-orchestrator.${of}.`)?.values[0] ?? ''
}

t.test('a restored claim, with a new UID and no status, takes back what is its own', async t => {
  const { world, claim } = await readyClaim()
  const restored = { ...aClaim(world, hostname), spec: claim.spec }
  world.restart()
  world.cloud.calls.reset()
  t.ok(await world.run(restored, isReady))
  t.match(ownership(world), new RegExp(`uid=${restored.metadata.uid},.*revision=2`))
  t.strictSame(writesOf(world), ['ChangeResourceRecordSets'])
  t.equal(restored.status?.certificate?.arn, claim.status?.certificate?.arn)
})

t.test('a wildcard', async t => {
  const { world, claim } = await readyClaim('*.example.com')
  t.ok(recordsIn(world).includes('TXT _gateway-orchestrator._wildcard'))
  t.ok(record(world, 'A', '\\052.example.com.'))
  world.cloud.zones.removeRecord(world.zoneID, '*.example.com', 'A')
  await world.live(claim, 31 * minute)
  t.ok(record(world, 'A', '\\052.example.com.'), 'repaired')
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.strictSame(recordsIn(world), [])
})

t.test('an apex keeps what others have there', async t => {
  const world = createClaimWorld()
  const others = [
    { type: 'MX', values: ['10 mail.example.net.'] },
    { type: 'TXT', values: ['"v=spf1 -all"'] },
    { type: 'CAA', values: ['0 issue "amazon.com"'] }
  ]
  for (const each of others) world.cloud.zones.put(world.zoneID, { name: 'example.com', ...each })
  const before = JSON.stringify(world.cloud.zones.records(world.zoneID))
  const { claim } = await readyClaim('example.com', world)
  t.ok(record(world, 'A', 'example.com.'))
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.equal(JSON.stringify(world.cloud.zones.records(world.zoneID)), before)
})

t.test('a private zone, with ACM validated through a public one', async t => {
  const world = createClaimWorld()
  const inside = world.cloud.zones.create('example.com', { private: true }).id
  const claim = aClaim(world, hostname, { hostedZoneID: inside, validationZoneID: world.zoneID })
  t.ok(await bringToReady(world, claim))
  t.strictSame(recordsIn(world, inside), ['A shop', 'TXT _gateway-orchestrator.shop'])
  t.strictSame(recordsIn(world), ['CNAME _v.shop', 'TXT _gateway-orchestrator._v.shop'])
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.strictSame([...recordsIn(world, inside), ...recordsIn(world)], [])
})

t.test(
  'what the platform changes is no repair, however often, and is done while something else ' +
    'is fought',
  async t => {
    const { world, claim } = await readyClaim()
    const setHealth = async (evaluateTargetHealth: boolean) => {
      if (claim.spec.target === undefined) throw new Error('no target')
      claim.spec.target = { ...claim.spec.target, evaluateTargetHealth }
      return world.run(claim, isReady, 2 * minute)
    }
    for (let time = 0; time < 5; time++) t.ok(await setHealth(time % 2 === 1), `change ${time + 1}`)
    t.equal(claim.status?.alias?.repairs, undefined)
    for (let time = 0; time < 4; time++) {
      world.cloud.zones.removeRecord(world.zoneID, hostname, 'A')
      await world.clock.advance(8 * minute * 1000)
      await world.run(claim, isReady, 5 * minute)
    }
    t.equal(standing(claim), 'False RecordKeepsChanging')
    t.ok(await setHealth(true))
  }
)

t.test('an alias that something keeps taking away becomes a condition, not a loop', async t => {
  const { world, claim } = await readyClaim()
  for (let time = 0; time < 3; time++) {
    world.cloud.zones.removeRecord(world.zoneID, hostname, 'A')
    await world.clock.advance(8 * minute * 1000)
    t.ok(await world.run(claim, isReady, 5 * minute), 'repaired')
  }
  world.cloud.zones.removeRecord(world.zoneID, hostname, 'A')
  await world.clock.advance(8 * minute * 1000)
  world.cloud.calls.reset()
  await world.live(claim, 30 * minute)
  t.equal(standing(claim), 'False RecordKeepsChanging')
  t.match(
    messageOf(claim),
    /something keeps changing the records of shop\.example\.com.*Find out what does this/
  )
  t.strictSame(writesOf(world), [])
  t.ok(await world.run(claim, isReady, 60 * minute), 'and is tried again within the hour')
})

t.test('a target that goes missing keeps the alias', async t => {
  const { world, claim } = await readyClaim()
  const before = recordsIn(world)
  delete claim.spec.target
  await world.live(claim, 31 * minute)
  t.match(standing(claim), /^False (WaitingForGateway|GatewayHasNoAddress)$/)
  t.strictSame(recordsIn(world), before)
  t.ok(claim.status?.alias?.target)
})

t.test('Ready after the change is in sync, and not before', async t => {
  const world = createClaimWorld({ timings: { changeSync: 90_000 } })
  const claim = aClaim(world, hostname)
  await world.run(claim, isIssued)
  world.attach(claim)
  await world.run(claim, () => record(world, 'A') !== undefined)
  const written = world.clock.now()
  await world.run(claim, conditionIs('CertificateAttached', 'True'))
  await world.live(claim, 20)
  t.equal(standing(claim), 'False AliasPending')
  t.ok(await world.run(claim, isReady))
  t.ok(world.clock.now() >= written + 90_000)
  t.equal(claim.status?.alias?.changeID, undefined)
})

t.test('a change whose id was lost with the process is given time as well', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await world.run(claim, isIssued)
  world.attach(claim)
  await world.clock.advance(minute * 1000)
  const before = structuredClone(claim.status ?? {})
  await world.run(claim, () => record(world, 'A') !== undefined)
  claim.status = before
  world.restart()
  const written = world.clock.now()
  t.ok(await world.run(claim, isReady))
  t.ok(world.clock.now() >= written + 60_000)
})

t.test('a change that Route 53 keeps refusing is not sent again every few seconds', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await world.run(claim, isIssued)
  world.attach(claim)
  if (claim.spec.target)
    claim.spec.target = { ...claim.spec.target, hostedZoneID: 'Z35SXDOTRQ7X7K' }
  await world.step(claim)
  world.cloud.calls.reset()
  await world.live(claim, 30 * minute)
  t.equal(standing(claim, 'DNSAliasReady'), 'False WrongALBZone')
  t.match(
    messageOf(claim, 'DNSAliasReady'),
    /ChangeResourceRecordSets: InvalidChangeBatch: .*does not lie within the target zone/
  )
  t.ok(writesOf(world).length <= 2 * 60, `${writesOf(world).length} changes`)
})
