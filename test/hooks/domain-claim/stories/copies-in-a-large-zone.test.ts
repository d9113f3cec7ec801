import t from 'tap'
import {
  messageOf,
  recordsIn,
  removeLoadBalancers,
  standing
} from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  type ClaimWorld,
  createClaimWorld,
  isIssued,
  isReady
} from '../../../helpers/claim-world.ts'
import { hostname, putWildcard } from '../../../helpers/wildcard-records.ts'

/** The reply of the next change of records is lost, in a zone that is too large to read often. */
function loseReply(world: ClaimWorld): void {
  let isLost = false
  world.cloud.faults.use(({ operation }) => {
    if (operation !== 'ChangeResourceRecordSets' || isLost) return undefined
    isLost = true
    return { after: { do: 'drop' } }
  })
}

t.test('a large zone, and lost replies: a copy is never taken for a foreign record', async t => {
  const world = createClaimWorld()
  putWildcard(world)
  for (let i = 0; i < 3000; i++) {
    const name = `n${i}.other.example.com`
    world.cloud.zones.put(world.zoneID, { name, type: 'A', values: ['192.0.2.9'] })
  }
  const ofHostname = () => recordsIn(world).filter(record => record.includes('web.apps'))
  const said = new Set<string>()
  const claim = aClaim(world, hostname)
  const note = (isThere: boolean) => {
    said.add(standing(claim, 'DNSAliasReady'))
    return isThere
  }
  loseReply(world)
  await world.run(claim, each => note(isIssued(each)))
  world.attach(claim)
  t.ok(await world.run(claim, each => note(isReady(each))), messageOf(claim))
  t.notOk(said.has('False ForeignRecord'), [...said].join())
  removeLoadBalancers(world)
  loseReply(world)
  t.ok(await world.remove(claim))
  t.strictSame(ofHostname(), [], 'nothing is left')
})
