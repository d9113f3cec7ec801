import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import {
  messageOf,
  recordsIn,
  recordsOf,
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

t.test('the TXT lists what is ours', async t => {
  const { world, claim } = await readyClaim()
  t.match(
    ownership(world),
    /heritage=gateway-orchestrator,cluster=test-cluster,claim=shop.example.com,uid=/
  )
  t.match(
    ownership(world),
    new RegExp(`uid=${claim.metadata.uid},types=A,target=k8s-edge-.*,revision=1"$`)
  )
})

t.test('the load balancer was replaced: alias and TXT move in one step', async t => {
  const { world, claim } = await readyClaim()
  world.attach(claim, 'k8s-edge-public1-new')
  await world.clock.advance(minute * 1000)
  world.cloud.calls.reset()
  t.ok(await world.run(claim, isReady))
  t.match(record(world, 'A')?.alias?.dnsName, /^k8s-edge-public1-new/)
  t.match(ownership(world), /target=k8s-edge-public1-new.*revision=2/)
  t.strictSame(writesOf(world), ['ChangeResourceRecordSets'])
})

t.test('record types change from A to A and AAAA, and back', async t => {
  const { world, claim } = await readyClaim()
  if (claim.spec.target) claim.spec.target = { ...claim.spec.target, recordTypes: ['A', 'AAAA'] }
  await world.live(claim, 2 * minute)
  t.ok(isReady(claim))
  t.ok(record(world, 'AAAA'))
  t.match(ownership(world), /types=A\+AAAA,.*revision=2/)
  if (claim.spec.target) claim.spec.target = { ...claim.spec.target, recordTypes: ['A'] }
  await world.live(claim, 2 * minute)
  t.ok(isReady(claim))
  t.notOk(record(world, 'AAAA'))
  t.match(ownership(world), /types=A,.*revision=3/)
})

t.test('health evaluation changes', async t => {
  const { world, claim } = await readyClaim()
  if (claim.spec.target) claim.spec.target = { ...claim.spec.target, evaluateTargetHealth: false }
  await world.live(claim, 2 * minute)
  t.equal(record(world, 'A')?.alias?.evaluateTargetHealth, false)
})

t.test('what was deleted by hand is there again after the periodic resync', async t => {
  for (const [what, types] of [
    ['the alias', ['A']],
    ['the TXT', ['TXT']],
    ['the TXT and the alias', ['A', 'TXT']]
  ] as const) {
    await t.test(what, async t => {
      const { world, claim } = await readyClaim()
      for (const type of types) {
        const name = type === 'A' ? hostname : `_gateway-orchestrator.${hostname}`
        world.cloud.zones.removeRecord(world.zoneID, name, type)
      }
      await world.live(claim, 31 * minute)
      t.ok(isReady(claim))
      t.strictSame(recordsIn(world), recordsOf('shop'))
      t.equal(claim.status?.alias?.repairs, 1)
    })
  }
})

t.test('what is not ours is left alone, and the message says what to do', async t => {
  for (const [given, change, reason, message] of [
    [
      'the alias points elsewhere by hand',
      (world: ClaimWorld) =>
        world.cloud.zones.put(world.zoneID, { name: hostname, type: 'A', values: ['192.0.2.7'] }),
      'ForeignRecord',
      /A 192\.0\.2\.7 .*_gateway-orchestrator\.shop\.\S+ TXT ".*target=192\.0\.2\.7,revision=2"/
    ],
    [
      'the TXT was edited to nonsense',
      (world: ClaimWorld) => putTXT(world, '"hello"'),
      'ForeignRecord',
      /replace .* TXT/
    ],
    [
      'the TXT names another claim',
      (world: ClaimWorld) => putTXT(world, ownership(world).replace('claim=shop', 'claim=other')),
      'ForeignRecord',
      /is not ours/
    ],
    [
      'the TXT names another target',
      (world: ClaimWorld) => putTXT(world, ownership(world).replace('target=k8s', 'target=k9s')),
      'ForeignRecord',
      /is not ours/
    ],
    [
      'the TXT names another cluster',
      (world: ClaimWorld) => putTXT(world, ownership(world).replace('test-cluster', 'prod-eu')),
      'HeldByAnotherCluster',
      /cluster prod-eu holds this hostname \(claim shop\.example\.com\).*delete its request/
    ],
    [
      'an AAAA of somebody else stands beside',
      (world: ClaimWorld) =>
        world.cloud.zones.put(world.zoneID, {
          name: hostname,
          type: 'AAAA',
          values: ['2001:db8::7']
        }),
      'ForeignRecord',
      /AAAA 2001:db8::7 is not ours .* Remove it to let/
    ]
  ] as const) {
    await t.test(given, async t => {
      const { world, claim } = await readyClaim()
      change(world)
      const before = JSON.stringify(world.cloud.zones.records(world.zoneID))
      world.cloud.calls.reset()
      await world.live(claim, 65 * minute)
      t.equal(standing(claim), `False ${reason}`)
      t.match(messageOf(claim), message)
      t.equal(JSON.stringify(world.cloud.zones.records(world.zoneID)), before)
      t.strictSame(writesOf(world), [])
    })
  }
})

function putTXT(world: ClaimWorld, value: string): void {
  const name = `_gateway-orchestrator.${hostname}`
  world.cloud.zones.put(world.zoneID, { name, type: 'TXT', values: [value] })
}
