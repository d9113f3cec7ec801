import t from 'tap'
import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import {
  messageOf,
  recordsIn,
  recordsOf,
  removeLoadBalancers,
  standing,
  writesOf
} from '../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  conditionIs,
  createClaimWorld,
  isIssued,
  isReady
} from '../../helpers/claim-world.ts'

const hostname = 'shop.example.com'
const minute = 60
const isForeign = conditionIs('DNSAliasReady', 'False', 'ForeignRecord')

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

function isNobodys(text: string): boolean {
  return /^(A|AAAA|CNAME) shop$/.test(text)
}

t.test('the TXT lists what is ours', async t => {
  const { world, claim } = await readyClaim()
  t.match(ownership(world), /heritage=gateway-orchestrator,cluster=test-cluster,claim=shop.example.com,uid=/)
  t.match(ownership(world), new RegExp(`uid=${claim.metadata.uid},types=A,target=k8s-edge-.*,revision=1"$`))
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
      (world: ClaimWorld) => world.cloud.zones.put(world.zoneID, { name: hostname, type: 'A', values: ['192.0.2.7'] }),
      'ForeignRecord',
      /A 192\.0\.2\.7 is not ours .* replace the one that is there by _gateway-orchestrator\.shop\.example\.com TXT ".*target=192\.0\.2\.7,revision=2"/
    ],
    [
      'the TXT is missing',
      (world: ClaimWorld) => world.cloud.zones.removeRecord(world.zoneID, `_gateway-orchestrator.${hostname}`, 'TXT'),
      'ForeignRecord',
      /A alias to k8s-.* is not ours .*: create _gateway-orchestrator\.shop\.example\.com TXT ".*claim=shop\.example\.com,types=A,target=k8s-/
    ],
    [
      'the TXT was edited to nonsense',
      (world: ClaimWorld) => putTXT(world, '"hello"'),
      'ForeignRecord',
      /replace the one that is there by/
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
      /cluster prod-eu holds this hostname \(claim shop\.example\.com\).*delete its request there first; if that cluster is gone/
    ],
    [
      'an AAAA of somebody else stands beside',
      (world: ClaimWorld) =>
        world.cloud.zones.put(world.zoneID, { name: hostname, type: 'AAAA', values: ['2001:db8::7'] }),
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

t.test('a foreign record costs nothing, and is handed over without an outage as the message says', async t => {
  for (const [given, records] of [
    ['an address', [{ type: 'A', values: ['192.0.2.7', '192.0.2.6'] }]],
    ['a CNAME', [{ type: 'CNAME', values: ['Old.example.net.'] }]],
    ['an alias', [{ type: 'A', alias: balancerOf('old') }]],
    ['an alias for both families', ['A', 'AAAA'].map(type => ({ type, alias: balancerOf('old') }))]
  ] as const) {
    await t.test(given, async t => {
      const world = createClaimWorld()
      for (const each of records) world.cloud.zones.put(world.zoneID, { name: hostname, ...each })
      const claim = aClaim(world, hostname)
      await world.live(claim, minute)
      t.equal(standing(claim), 'False ForeignRecord')
      t.equal(world.cloud.calls.counts().RequestCertificate, undefined, 'preflight comes before what costs')
      const [, txt = '', value = ''] = / create (\S+) TXT (".*")$/.exec(messageOf(claim)) ?? []
      world.cloud.zones.put(world.zoneID, { name: txt, type: 'TXT', values: [value] })
      t.ok(await world.run(claim, isIssued), 'the hand-over is taken up')
      t.ok(recordsIn(world).some(isNobodys), 'and what was there serves on')
      world.attach(claim)
      world.cloud.calls.reset()
      t.ok(await world.run(claim, isReady))
      t.strictSame(writesOf(world), ['ChangeResourceRecordSets'], 'one atomic change')
      t.match(record(world, 'A')?.alias?.dnsName, /^k8s-edge-public1-abc/)
      t.strictSame(recordsIn(world), recordsOf('shop'))
    })
  }
})

function balancerOf(name: string) {
  return {
    hostedZoneID: 'Z215JYRZR1TBD5',
    dnsName: `${name}-1.eu-central-1.elb.amazonaws.com.`,
    evaluateTargetHealth: true
  }
}

t.test('a foreign record that is removed lets the claim go on by itself', async t => {
  const world = createClaimWorld()
  world.cloud.zones.put(world.zoneID, { name: hostname, type: 'A', values: ['192.0.2.7'] })
  const claim = aClaim(world, hostname)
  await world.live(claim, 10 * minute)
  t.ok(isForeign(claim))
  world.cloud.zones.removeRecord(world.zoneID, hostname, 'A')
  t.ok(await bringToReady(world, claim))
})

t.test('weighted and latency records of others are foreign, and no hand-over is offered', async t => {
  const { world, claim } = await readyClaim()
  const zone = world.cloud.zones
  zone.removeRecord(world.zoneID, hostname, 'A')
  zone.removeRecord(world.zoneID, `_gateway-orchestrator.${hostname}`, 'TXT')
  await putWeighted(world)
  await world.live(claim, 31 * minute)
  t.equal(standing(claim), 'False ForeignRecord')
  t.match(messageOf(claim), /A 192\.0\.2\.9 .*is not ours and is left alone\. Remove it to let/)
})

/** Through the API, as the console's helper knows no routing. */
async function putWeighted(world: ClaimWorld): Promise<void> {
  const body = `<ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeBatch><Changes><Change><Action>CREATE</Action><ResourceRecordSet><Name>${hostname}</Name><Type>A</Type><SetIdentifier>blue</SetIdentifier><Weight>10</Weight><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>192.0.2.9</Value></ResourceRecord></ResourceRecords></ResourceRecordSet></Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`
  const answer = await world.cloud.handle({
    method: 'POST',
    path: `/2013-04-01/hostedzone/${world.zoneID}/rrset/`,
    headers: { host: 'route53.amazonaws.com', authorization: 'Credential=A/20260101/us-east-1/route53/aws4_request' },
    body
  })
  if (answer.status !== 200) throw new Error(String(answer.body))
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

t.test('an alias that something keeps taking away becomes a condition, not a loop', async t => {
  const { world, claim } = await readyClaim()
  for (let time = 0; time < 3; time++) {
    world.cloud.zones.removeRecord(world.zoneID, hostname, 'A')
    await world.clock.advance(2 * minute * 1000)
    t.ok(await world.run(claim, isReady, 5 * minute), 'repaired')
  }
  world.cloud.zones.removeRecord(world.zoneID, hostname, 'A')
  await world.clock.advance(2 * minute * 1000)
  world.cloud.calls.reset()
  await world.live(claim, 30 * minute)
  t.equal(standing(claim), 'False RecordKeepsChanging')
  t.match(messageOf(claim), /took the alias of shop\.example\.com away 3 times within the hour\. Find it/)
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

t.test('two clusters and one hostname: the second waits, and gets it when the first is done', async t => {
  const { world, claim } = await readyClaim()
  const other = createClaimWorld({ beside: world, cluster: 'second' })
  const rival = aClaim(other, hostname)
  await other.live(rival, 5 * minute)
  t.equal(standing(rival), 'False HeldByAnotherCluster')
  t.equal(world.cloud.certificates.list().length, 1)
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.ok(await bringToReady(other, rival))
  t.match(ownership(world), /cluster=second/)
})

t.test('a record that came up since the zone was read is met by the refusal, and left alone', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await world.run(claim, isIssued)
  world.attach(claim)
  world.cloud.zones.put(world.zoneID, { name: hostname, type: 'A', values: ['192.0.2.7'] })
  await world.step(claim)
  t.equal(standing(claim, 'DNSAliasReady'), 'False ForeignRecord')
  t.strictSame(record(world, 'A')?.values, ['192.0.2.7'])
})

t.test('a change that Route 53 keeps refusing is not sent again every few seconds', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await world.run(claim, isIssued)
  world.attach(claim)
  if (claim.spec.target) claim.spec.target = { ...claim.spec.target, hostedZoneID: 'Z35SXDOTRQ7X7K' }
  await world.step(claim)
  world.cloud.calls.reset()
  await world.live(claim, 30 * minute)
  t.equal(standing(claim, 'DNSAliasReady'), 'False AWSRejected')
  t.match(
    messageOf(claim, 'DNSAliasReady'),
    /ChangeResourceRecordSets: InvalidChangeBatch: .*does not lie within the target zone/
  )
  t.ok(writesOf(world).length <= 2 * 60, `${writesOf(world).length} changes`)
})
