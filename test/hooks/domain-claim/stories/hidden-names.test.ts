import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import { messageOf, recordsIn, standing, writesOf } from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  createClaimWorld,
  isIssued,
  isReady
} from '../../../helpers/claim-world.ts'
import { hostname, putWildcard, watchGaps } from '../../../helpers/wildcard-records.ts'

const minute = 60

async function refused(world: ClaimWorld, claim: DomainClaim, seconds = 20 * minute) {
  world.cloud.calls.reset()
  await world.live(claim, seconds)
  return { standing: standing(claim), message: messageOf(claim), writes: writesOf(world) }
}

t.test('a deeper name would stop another: that is told before anything is written', async t => {
  const world = createClaimWorld()
  putWildcard(world)
  const claim = aClaim(world, 'a.b.apps.example.com')
  const { body } = await world.call(claim, { dryRun: true })
  const plan = body as { words: string[]; status: DomainClaim['status'] }
  t.strictSame(plan.words, [])
  t.match(JSON.stringify(plan.status), /HidesOtherNames.*would stop b\.apps\.example\.com/)
  const result = await refused(world, claim)
  t.equal(result.standing, 'False HidesOtherNames')
  t.match(
    result.message,
    'records of a.b.apps.example.com would stop b.apps.example.com and all other names below ' +
      'b.apps.example.com from resolving: *.apps.example.com A 192.0.2.1 answers for them now'
  )
  t.match(result.message, /Request the first of these names before this one/)
  t.strictSame(result.writes, [])
  const gaps = watchGaps(world, ['A'], 'b.apps.example.com')
  const first = aClaim(world, 'b.apps.example.com')
  t.ok(await bringToReady(world, first))
  t.ok(await world.run(claim, isIssued, 20 * minute), 'it goes on by itself')
  world.attach(claim)
  t.ok(await world.run(claim, isReady))
  t.strictSame(gaps, [])
})

t.test('… a record that somebody creates at the other name helps as well', async t => {
  const world = createClaimWorld()
  putWildcard(world)
  const claim = aClaim(world, 'a.b.apps.example.com')
  t.match((await refused(world, claim)).standing, 'HidesOtherNames')
  world.cloud.zones.put(world.zoneID, {
    name: 'b.apps.example.com',
    type: 'A',
    values: ['192.0.2.1']
  })
  t.ok(await bringToReady(world, claim))
})

t.test('a deeper wildcard is told the same, and all names are listed', async t => {
  const world = createClaimWorld()
  putWildcard(world)
  const claim = aClaim(world, '*.b.c.apps.example.com')
  const { standing, message, writes } = await refused(world, claim)
  t.equal(standing, 'False HidesOtherNames')
  t.match(message, /would stop c\.apps\.example\.com, b\.c\.apps\.example\.com and all other names/)
  t.strictSame(writes, [])
})

t.test('a deeper name in a private zone is told as well', async t => {
  const world = createClaimWorld()
  const { id } = world.cloud.zones.create('example.com', { private: true })
  putWildcard(world, {}, id)
  const claim = aClaim(world, 'a.b.apps.example.com', {
    hostedZoneID: id,
    validationZoneID: world.zoneID
  })
  t.match(await refused(world, claim), { standing: 'False HidesOtherNames', writes: [] })
})

t.test('a name that exists already stops nothing, and nothing is said', async t => {
  const world = createClaimWorld()
  putWildcard(world)
  const { zones } = world.cloud
  zones.put(world.zoneID, { name: 'x.b.apps.example.com', type: 'TXT', values: ['"x"'] })
  const claim = aClaim(world, 'a.b.apps.example.com')
  t.ok(await bringToReady(world, claim))
  t.notMatch(recordsIn(world).join(), '_copies')
})

t.test('a wildcard with a routing policy: told first, and the advice works', async t => {
  const world = createClaimWorld()
  for (const [setIdentifier, address] of Object.entries({ a: '192.0.2.1', b: '192.0.2.2' }))
    putWildcard(world, { values: [address], setIdentifier, routing: { Weight: 1 } })
  const claim = aClaim(world, hostname)
  const { standing, message, writes } = await refused(world, claim)
  t.equal(standing, 'False WildcardNotCopyable')
  t.match(message, /\*\.apps\.example\.com A 192\.0\.2\.1 answers for web\.apps\.example\.com now/)
  t.strictSame(writes, [])
  world.cloud.zones.put(world.zoneID, { name: hostname, type: 'A', values: ['192.0.2.1'] })
  const gaps = watchGaps(world)
  await world.live(claim, 10 * minute)
  t.match(messageOf(claim), /ForeignRecord|hand it over without an outage/)
  const [, value = ''] = /create _gateway\S+ TXT (".*?")/.exec(messageOf(claim)) ?? []
  const name = `_gateway-orchestrator.${hostname}`
  world.cloud.zones.put(world.zoneID, { name, type: 'TXT', values: [value] })
  t.ok(await bringToReady(world, claim), messageOf(claim))
  t.strictSame(gaps, [])
})
