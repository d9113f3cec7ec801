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
  conditionIs,
  createClaimWorld,
  isIssued,
  isReady
} from '../../../helpers/claim-world.ts'

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

t.test(
  'a foreign record costs nothing, and is handed over without an outage as the message says',
  async t => {
    for (const [given, records] of [
      ['an address', [{ type: 'A', values: ['192.0.2.7', '192.0.2.6'] }]],
      ['a CNAME', [{ type: 'CNAME', values: ['Old.example.net.'] }]],
      ['an alias', [{ type: 'A', alias: balancerOf('old') }]],
      [
        'an alias for both families',
        ['A', 'AAAA'].map(type => ({ type, alias: balancerOf('old') }))
      ]
    ] as const) {
      await t.test(given, async t => {
        const world = createClaimWorld()
        for (const each of records) world.cloud.zones.put(world.zoneID, { name: hostname, ...each })
        const claim = aClaim(world, hostname)
        await world.live(claim, minute)
        t.equal(standing(claim), 'False ForeignRecord')
        t.equal(
          world.cloud.calls.counts().RequestCertificate,
          undefined,
          'preflight comes before what costs'
        )
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
  }
)

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

t.test(
  'weighted and latency records of others are foreign, and no hand-over is offered',
  async t => {
    const { world, claim } = await readyClaim()
    const zone = world.cloud.zones
    zone.removeRecord(world.zoneID, hostname, 'A')
    zone.removeRecord(world.zoneID, `_gateway-orchestrator.${hostname}`, 'TXT')
    await putWeighted(world)
    await world.live(claim, 31 * minute)
    t.equal(standing(claim), 'False ForeignRecord')
    t.match(messageOf(claim), /A 192\.0\.2\.9 .*is not ours and is left alone\. Remove it to let/)
  }
)

/** Through the API, as the console's helper knows no routing. */
async function putWeighted(world: ClaimWorld): Promise<void> {
  const values = '<ResourceRecords><ResourceRecord><Value>192.0.2.9</Value>'
  const weighted = '<SetIdentifier>blue</SetIdentifier><Weight>10</Weight><TTL>60</TTL>'
  const body = [
    '<ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/">',
    '<ChangeBatch><Changes><Change><Action>CREATE</Action><ResourceRecordSet>',
    `<Name>${hostname}</Name><Type>A</Type>${weighted}${values}`,
    '</ResourceRecord></ResourceRecords></ResourceRecordSet></Change></Changes></ChangeBatch>',
    '</ChangeResourceRecordSetsRequest>'
  ].join('')
  const answer = await world.cloud.handle({
    method: 'POST',
    path: `/2013-04-01/hostedzone/${world.zoneID}/rrset/`,
    headers: {
      host: 'route53.amazonaws.com',
      authorization: 'Credential=A/20260101/us-east-1/route53/aws4_request'
    },
    body
  })
  if (answer.status !== 200) throw new Error(String(answer.body))
}

t.test(
  'two clusters and one hostname: the second waits, and gets it when the first is done',
  async t => {
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
  }
)

t.test(
  'a record that came up since the zone was read is met by the refusal, and left alone',
  async t => {
    const world = createClaimWorld()
    const claim = aClaim(world, hostname)
    await world.run(claim, isIssued)
    world.attach(claim)
    world.cloud.zones.put(world.zoneID, { name: hostname, type: 'A', values: ['192.0.2.7'] })
    await world.step(claim)
    t.equal(standing(claim, 'DNSAliasReady'), 'False ForeignRecord')
    t.strictSame(record(world, 'A')?.values, ['192.0.2.7'])
  }
)
