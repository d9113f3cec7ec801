import t from 'tap'
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
  conditionIs,
  createClaimWorld,
  isIssued,
  isReady
} from '../../../helpers/claim-world.ts'
import {
  answer,
  hostname,
  putWildcard,
  type WildcardRecord,
  watchGaps,
  wildcard
} from '../../../helpers/wildcard-records.ts'

const minute = 60
const hour = 60 * minute
const isValidated = conditionIs('DNSValidated', 'True')

const listOfCopies = 'TXT _gateway-orchestrator._copies.web.apps'
/** What the zone has while the certificate is validated: the name of a wildcard, and copies. */
const validating = [
  'A \\052.apps',
  'A web.apps',
  'CNAME _v.web.apps',
  listOfCopies,
  'TXT _gateway-orchestrator._v.web.apps'
]

/** To Ready and back under a wildcard. @returns the operations that were called */
async function journey(
  t: Tap,
  killAt?: { call: number; side: 'before' | 'after' }
): Promise<string[]> {
  const world = createClaimWorld()
  putWildcard(world)
  const before = recordsIn(world)
  const gaps = watchGaps(world)
  if (killAt !== undefined) world.killAt(killAt.call, killAt.side)
  const claim = aClaim(world, hostname)
  t.ok(await bringToReady(world, claim), 'Ready')
  t.strictSame(recordsIn(world), [...before, ...recordsOf('web.apps')].sort(), 'no copy is left')
  removeLoadBalancers(world)
  t.ok(await world.remove(claim), 'finalized')
  t.strictSame(recordsIn(world), before, 'nothing is left')
  t.strictSame(gaps, [], 'the name had an answer at every call')
  return world.cloud.calls.entries().map(call => call.operation)
}
type Tap = Pick<typeof t, 'ok' | 'strictSame' | 'equal'>

t.test('a name that a wildcard answers for never stops answering', async t => {
  const operations = await journey(t)
  for (const [index, operation] of operations.entries()) {
    if (operation === 'ListCertificates') continue
    for (const side of ['before', 'after'] as const)
      await t.test(`… killed ${side} call ${index + 1}, ${operation}`, async t => {
        await journey(t, { call: index + 1, side })
      })
  }
})

t.test(
  'while its certificate fails for days, the name has the answers of the wildcard',
  async t => {
    const world = createClaimWorld()
    putWildcard(world)
    world.cloud.faults.failCertificates(hostname, 'CAA_ERROR')
    const gaps = watchGaps(world)
    const claim = aClaim(world, hostname)
    await world.live(claim, 48 * hour)
    t.equal(standing(claim), 'False CertificateFailed')
    t.strictSame(recordsIn(world), validating)
    t.strictSame(gaps, [])
  }
)

t.test('the plan tells of the copies, and of names below that lose the wildcard', async t => {
  const world = createClaimWorld()
  putWildcard(world)
  const claim = aClaim(world, hostname)
  await world.run(claim, ({ status }) => status?.certificate !== undefined)
  await world.clock.advance(10_000)
  const { body } = await world.call(claim, { dryRun: true })
  const { words } = body as { words: string[] }
  t.match(words.join(), /create web\.apps\.example\.com A 192\.0\.2\.1/)
  await world.run(claim, isValidated)
  t.match(
    messageOf(claim, 'DNSValidated'),
    'web.apps.example.com keeps the answers of a wildcard by copies of its records, ' +
      'names below web.apps.example.com lose them'
  )
})

const kinds: { [what: string]: { records: readonly WildcardRecord[]; beside: string[] } } = {
  'a CNAME': { records: [{ type: 'CNAME', values: ['old.example.net.'] }], beside: [] },
  'A, AAAA, MX and TXT': {
    records: [
      {},
      { type: 'AAAA', values: ['2001:db8::1'] },
      { type: 'MX', values: ['10 mail.example.net.'] },
      { type: 'TXT', values: ['"v=spf1 -all"', '"other"'], ttl: 60 }
    ],
    beside: ['MX', 'TXT']
  }
}
for (const [what, { records, beside }] of Object.entries(kinds))
  t.test(`a wildcard with ${what}`, async t => {
    const world = createClaimWorld()
    for (const record of records) putWildcard(world, record)
    const before = recordsIn(world)
    const types = records.map(({ type = 'A' }) => type)
    const claim = aClaim(world, hostname)
    t.ok(await world.run(claim, isValidated))
    for (const type of types)
      t.equal(answer(world, type), answer(world, type, 'other.apps.example.com'), type)
    t.ok(await bringToReady(world, claim))
    t.match(answer(world), /^k8s-edge-public1/)
    const own = recordsOf('web.apps').filter(record => !record.includes('_v'))
    const copies = beside.map(type => `${type} web.apps`)
    const list = beside.length === 0 ? [] : [listOfCopies]
    const here = recordsIn(world).filter(record => / (_gat.*|_copies\.|)web\.apps$/.test(record))
    t.strictSame(
      here.filter(record => !record.includes('_v')).sort(),
      [...own, ...copies, ...list].sort()
    )
    const gaps = watchGaps(world, beside)
    removeLoadBalancers(world)
    t.ok(await world.remove(claim))
    t.strictSame(gaps, [])
    t.strictSame(recordsIn(world), before)
  })

t.test(
  'a wildcard of another claim: the copy is an alias, and goes when that claim goes',
  async t => {
    const world = createClaimWorld()
    const other = aClaim(world, wildcard)
    t.ok(await bringToReady(world, other))
    const claim = aClaim(world, hostname)
    const gaps = watchGaps(world)
    t.ok(await world.run(claim, isValidated))
    t.match(answer(world), /^k8s-edge-public1/)
    t.strictSame(gaps, [])
    removeLoadBalancers(world)
    t.ok(await world.remove(other))
    await world.live(claim, 11 * minute)
    t.equal(answer(world), 'nothing', 'nothing answers for other names either')
    t.notOk(recordsIn(world).includes(listOfCopies))
    t.ok(await bringToReady(world, claim))
    t.ok((await world.remove(claim, 3600)) || true)
  }
)

t.test('copies follow their wildcard, and go with it', async t => {
  const world = createClaimWorld()
  putWildcard(world)
  world.cloud.faults.failCertificates(hostname, 'CAA_ERROR')
  const claim = aClaim(world, hostname)
  await world.live(claim, hour)
  putWildcard(world, { values: ['192.0.2.2'] })
  putWildcard(world, { type: 'MX', values: ['10 mail.example.net.'] })
  await world.live(claim, hour)
  t.equal(answer(world), '192.0.2.2')
  t.equal(answer(world, 'MX'), '10 mail.example.net.')
  world.cloud.zones.removeRecord(world.zoneID, wildcard, 'A')
  await world.live(claim, hour)
  t.equal(answer(world), 'nothing')
  t.equal(answer(world, 'MX'), '10 mail.example.net.')
  world.cloud.zones.removeRecord(world.zoneID, wildcard, 'MX')
  await world.live(claim, hour)
  t.strictSame(recordsIn(world), ['CNAME _v.web.apps', 'TXT _gateway-orchestrator._v.web.apps'])
})

t.test('who takes the name over by hand while a copy is there, keeps it', async t => {
  const world = createClaimWorld()
  putWildcard(world)
  const claim = aClaim(world, hostname)
  await world.run(claim, isIssued)
  world.cloud.zones.put(world.zoneID, { name: hostname, type: 'A', values: ['198.51.100.7'] })
  world.attach(claim)
  await world.live(claim, 20 * minute)
  t.equal(standing(claim), 'False ForeignRecord')
  t.match(messageOf(claim), /web\.apps\.example\.com A 198\.51\.100\.7 is not ours/)
  t.equal(answer(world), '198.51.100.7')
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.strictSame(recordsIn(world), ['A \\052.apps', 'A web.apps'])
})

t.test('a copy that somebody removes is not made again, and not missed', async t => {
  const world = createClaimWorld()
  putWildcard(world)
  const claim = aClaim(world, hostname)
  await world.run(claim, isIssued)
  world.cloud.zones.removeRecord(world.zoneID, hostname, 'A')
  await world.live(claim, 20 * minute)
  t.equal(answer(world), 'nothing')
  t.ok(await bringToReady(world, claim))
  t.notOk(recordsIn(world).includes(listOfCopies))
})

t.test(
  'validationRecords: Keep keeps the copies, and the next request takes them over',
  async t => {
    const world = createClaimWorld()
    putWildcard(world)
    const dns = { validationTTLSeconds: 300, validationRecords: 'Keep' } as const
    const claim = aClaim(world, hostname, { dns })
    t.ok(await bringToReady(world, claim))
    const gaps = watchGaps(world)
    removeLoadBalancers(world)
    t.ok(await world.remove(claim))
    t.strictSame(recordsIn(world), validating)
    world.restart()
    const again = aClaim(world, hostname)
    t.ok(await bringToReady(world, again), messageOf(again))
    removeLoadBalancers(world)
    t.ok(await world.remove(again))
    t.strictSame(recordsIn(world), ['A \\052.apps'])
    t.strictSame(gaps, [])
  }
)

const keep = { dns: { validationTTLSeconds: 300, validationRecords: 'Keep' } } as const
for (const [title, first] of [
  [
    'validationRecords: Keep keeps the copies beside a hostname below; first goes the hostname below it',
    'the hostname below it'
  ],
  [
    'validationRecords: Keep keeps the copies beside a hostname below; first goes the upper hostname',
    'the upper hostname'
  ]
] as const)
  t.test(title, async t => {
    const world = createClaimWorld()
    putWildcard(world)
    const gaps = watchGaps(world)
    const upper = aClaim(world, hostname, keep)
    t.ok(await bringToReady(world, upper))
    const lower = aClaim(world, `a.${hostname}`, keep)
    t.ok(await bringToReady(world, lower), messageOf(lower))
    removeLoadBalancers(world)
    for (const claim of first === 'the upper hostname' ? [upper, lower] : [lower, upper]) {
      t.ok(await world.remove(claim))
      t.not(answer(world), 'nothing')
    }
    t.equal(answer(world), '192.0.2.1')
    t.ok(recordsIn(world).includes(listOfCopies))
    t.strictSame(gaps, [])
  })

t.test('a hostname that goes before one below it leaves no copy that nobody updates', async t => {
  const world = createClaimWorld()
  putWildcard(world)
  const upper = aClaim(world, hostname)
  t.ok(await bringToReady(world, upper))
  const lower = aClaim(world, `a.${hostname}`)
  t.ok(await bringToReady(world, lower), messageOf(lower))
  removeLoadBalancers(world)
  t.ok(await world.remove(upper))
  t.equal(answer(world), 'nothing')
  t.notOk(recordsIn(world).some(record => / (_gat.*_copies\.|)web\.apps$/.test(record)))
  t.ok(await world.remove(lower))
  t.equal(answer(world), '192.0.2.1', 'the wildcard answers again')
  t.strictSame(recordsIn(world), ['A \\052.apps'])
})

t.test('copies without a validation record go, although another hostname is below', async t => {
  const world = createClaimWorld()
  putWildcard(world)
  const upper = aClaim(world, hostname)
  t.ok(await world.run(upper, isIssued))
  const lower = aClaim(world, `a.${hostname}`)
  t.ok(await bringToReady(world, lower), messageOf(lower))
  t.equal(answer(world), '192.0.2.1')
  for (const { name, type } of world.cloud.zones.records(world.zoneID))
    if (/^_(gateway-orchestrator\._)?[0-9a-f]{32}\.web\./.test(name))
      world.cloud.zones.removeRecord(world.zoneID, name, type)
  t.notOk(recordsIn(world).includes('CNAME _v.web.apps'), 'a person removes it')
  t.ok(await world.remove(upper))
  t.notOk(recordsIn(world).includes(listOfCopies))
  removeLoadBalancers(world)
  t.ok(await world.remove(lower))
  t.strictSame(recordsIn(world), ['A \\052.apps'])
})

t.test('below a record of somebody else no wildcard answered, so no copy comes back', async t => {
  const world = createClaimWorld()
  putWildcard(world)
  world.cloud.zones.put(world.zoneID, { name: `x.${hostname}`, type: 'A', values: ['192.0.2.9'] })
  const before = recordsIn(world)
  const claim = aClaim(world, hostname, keep)
  t.ok(await bringToReady(world, claim))
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.equal(answer(world), 'nothing')
  const validation = ['CNAME _v.web.apps', 'TXT _gateway-orchestrator._v.web.apps']
  t.strictSame(recordsIn(world), [...before, ...validation].sort())
})

t.test('a private zone: the public zone keeps the answers of its wildcard', async t => {
  const world = createClaimWorld()
  const { id } = world.cloud.zones.create('example.com', { private: true })
  putWildcard(world)
  const gaps = watchGaps(world)
  const claim = aClaim(world, hostname, { hostedZoneID: id, validationZoneID: world.zoneID })
  t.ok(await bringToReady(world, claim))
  t.equal(answer(world), '192.0.2.1')
  putWildcard(world, { values: ['192.0.2.2'] })
  await world.live(claim, hour)
  t.ok(isReady(claim))
  t.equal(answer(world), '192.0.2.2', 'and follows')
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.strictSame(recordsIn(world), ['A \\052.apps'])
  t.strictSame(recordsIn(world, id), [])
  t.strictSame(gaps, [])
})

t.test('a hostname and its wildcard share the validation record, and the copies', async t => {
  const world = createClaimWorld()
  putWildcard(world)
  const gaps = watchGaps(world)
  const claim = aClaim(world, hostname)
  t.ok(await bringToReady(world, claim))
  const below = aClaim(world, `*.${hostname}`)
  await world.run(below, isIssued)
  world.attach(below)
  t.ok(await world.run(below, isReady))
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.equal(answer(world), '192.0.2.1', 'the copy stays with the validation record')
  t.strictSame(gaps, [])
  t.ok(await world.remove(below))
  t.strictSame(recordsIn(world), ['A \\052.apps'])
})

t.test('somebody removes the validation record, and then the request', async t => {
  const world = createClaimWorld()
  putWildcard(world)
  const gaps = watchGaps(world)
  const claim = aClaim(world, hostname)
  t.ok(await bringToReady(world, claim))
  const records = world.cloud.zones.records(world.zoneID)
  for (const { name, type } of records)
    if (/[0-9a-f]{32}/.test(name)) world.cloud.zones.removeRecord(world.zoneID, name, type)
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.strictSame(recordsIn(world), ['A \\052.apps'])
  t.strictSame(gaps, [])
})

t.test('a claim that is Ready at an upgrade writes nothing for the wildcard', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  t.ok(await bringToReady(world, claim))
  putWildcard(world)
  putWildcard(world, { type: 'MX', values: ['10 mail.example.net.'] })
  world.restart()
  world.cloud.calls.reset()
  await world.live(claim, 2 * hour)
  t.ok(isReady(claim))
  t.strictSame(writesOf(world), [])
})

t.test('a wildcard that came after the zone was listed, and before the claim, is seen', async t => {
  const world = createClaimWorld()
  const first = aClaim(world, 'first.apps.example.com')
  t.ok(await bringToReady(world, first))
  await world.clock.advance(30_000)
  putWildcard(world)
  await world.clock.advance(2000)
  const gaps = watchGaps(world)
  const claim = aClaim(world, hostname)
  t.ok(await world.run(claim, isIssued))
  t.strictSame(gaps, [])
  t.equal(answer(world), '192.0.2.1')
})

t.test('two clusters: a copy of one is in nobody’s way', async t => {
  const world = createClaimWorld()
  putWildcard(world)
  const claim = aClaim(world, hostname)
  t.ok(await world.run(claim, isValidated))
  const other = createClaimWorld({ beside: world, cluster: 'other' })
  const theirs = aClaim(other, hostname)
  const gaps = watchGaps(world)
  t.ok(await bringToReady(other, theirs), messageOf(theirs))
  await world.live(claim, 15 * minute, 5 * minute)
  t.equal(standing(claim, 'DNSAliasReady'), 'False HeldByAnotherCluster')
  removeLoadBalancers(other)
  t.ok(await other.remove(theirs))
  t.equal(answer(world), '192.0.2.1')
  t.ok(await bringToReady(world, claim), messageOf(claim))
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.strictSame(recordsIn(world), ['A \\052.apps'])
  t.strictSame(gaps, [])
})

t.test('copies that another cluster made follow their wildcard go with the record', async t => {
  const world = createClaimWorld()
  putWildcard(world)
  const claim = aClaim(world, hostname)
  t.ok(await world.run(claim, isValidated))
  const other = createClaimWorld({ beside: world, cluster: 'other' })
  const theirs = aClaim(other, hostname)
  t.ok(await other.run(theirs, isValidated))
  putWildcard(world, { values: ['192.0.2.2'] })
  await other.live(theirs, 30 * minute, 5 * minute)
  t.equal(answer(world), '192.0.2.2')
  t.ok(await other.remove(theirs))
  t.equal(answer(world), '192.0.2.2')
  t.ok(await world.remove(claim))
  t.strictSame(recordsIn(world), ['A \\052.apps'])
})

t.test('a deeper name keeps its answers when it goes, from a wildcard that came later', async t => {
  const world = createClaimWorld()
  const deeper = 'a.wild.apps.example.com'
  const dns = { validationTTLSeconds: 300, validationRecords: 'Keep' } as const
  const claim = aClaim(world, deeper, { dns })
  t.ok(await bringToReady(world, claim))
  putWildcard(world, { type: 'CNAME', values: ['old.example.net.'] })
  await world.live(claim, hour)
  const gaps: string[] = []
  world.cloud.faults.use(({ operation }) => {
    const answers = ['A', 'CNAME'].map(type => answer(world, type, deeper))
    if (answers.every(found => found === 'nothing')) gaps.push(operation)
    return undefined
  })
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.equal(answer(world, 'CNAME', deeper), 'old.example.net.')
  const again = aClaim(world, deeper)
  t.ok(await bringToReady(world, again), messageOf(again))
  removeLoadBalancers(world)
  t.ok(await world.remove(again))
  t.strictSame(gaps, [])
  t.strictSame(recordsIn(world), ['CNAME \\052.apps'])
})

t.test('a wildcard whose load balancer is gone answers nothing, and stops nobody', async t => {
  const world = createClaimWorld({ aliasTargets: 'existing' })
  const { loadBalancers } = world.cloud
  const gone = { name: 'gone', region: 'eu-central-1', scheme: 'internet-facing' } as const
  const { arn, dnsName, canonicalHostedZoneID: hostedZoneID } = loadBalancers.create(gone)
  const alias = { dnsName: `${dnsName}.`, hostedZoneID, evaluateTargetHealth: false }
  putWildcard(world, { values: [], alias })
  loadBalancers.remove(arn)
  const before = recordsIn(world)
  const claim = aClaim(world, hostname)
  t.ok(await bringToReady(world, claim), 'Ready')
  t.strictSame(recordsIn(world), [...before, ...recordsOf('web.apps')].sort(), 'no copy is made')
  removeLoadBalancers(world)
  t.ok(await world.remove(claim), 'finalized')
  t.strictSame(recordsIn(world), before, 'nothing is left')
})
