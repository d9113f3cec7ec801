import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import { standing } from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  createClaimWorld,
  isReady
} from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'
const minute = 60

function aliasIn({ cloud, zoneID }: ClaimWorld): string {
  const records = cloud.zones.records(zoneID).filter(({ type }) => type === 'A')
  return records.map(({ alias }) => alias?.dnsName ?? 'no alias').join()
}

function ownershipIn({ cloud, zoneID }: ClaimWorld): string {
  const txt = cloud.zones
    .records(zoneID)
    .find(({ name }) => name === `_gateway-orchestrator.${hostname}.`)
  return txt?.values[0] ?? ''
}

const copyOf = (claim: DomainClaim) => structuredClone(claim)

t.test(
  'a change that comes after all was changed and changed back is refused: the revision has ' +
    'moved on',
  async t => {
    const world = createClaimWorld()
    const claim = aClaim(world, hostname)
    t.ok(await bringToReady(world, claim))
    await world.clock.advance(minute * 1000)
    const first = { alias: aliasIn(world), txt: ownershipIn(world) }
    t.match(first.txt, /revision=1"$/)

    const late = copyOf(claim)
    world.attach(late, 'k8s-edge-public2-abc')
    world.cloud.faults.next('ChangeResourceRecordSets', {
      before: { do: 'delay', milliseconds: 600_000 }
    })
    const answer = world.begin(late)
    await world.clock.advance(20_000)
    await answer
    t.equal(aliasIn(world), first.alias, 'its change is still on its way')

    world.restart()
    world.attach(claim, 'k8s-edge-public2-abc')
    t.ok(await world.run(claim, c => isReady(c) && aliasIn(world) !== first.alias, 5 * minute))
    t.match(ownershipIn(world), /revision=2"$/)
    world.attach(claim)
    await world.live(claim, 2 * minute)
    t.equal(aliasIn(world), first.alias, 'all is as it was, but for the revision')
    t.match(ownershipIn(world), /revision=3"$/)

    world.cloud.calls.reset()
    await world.clock.advance(600_000)
    const [change] = world.cloud.calls
      .entries()
      .filter(({ operation }) => operation === 'ChangeResourceRecordSets')
    t.equal(change?.errorCode, 'InvalidChangeBatch', 'it has come, and is refused as a whole')
    t.equal(aliasIn(world), first.alias)
    t.match(ownershipIn(world), /revision=3"$/)
    await world.live(claim, 31 * minute)
    t.equal(standing(claim), 'True Ready')
  }
)

t.test(
  'a first change that comes when another has made the same is refused: both only create',
  async t => {
    const world = createClaimWorld()
    const claim = aClaim(world, hostname)
    t.ok(await world.run(claim, c => c.status?.certificate?.status === 'ISSUED'))
    world.attach(claim)
    world.cloud.faults.next('ChangeResourceRecordSets', {
      before: { do: 'delay', milliseconds: 600_000 }
    })
    const answer = world.begin(copyOf(claim))
    await world.clock.advance(20_000)
    await answer
    world.restart()
    t.ok(await world.run(claim, isReady, 5 * minute))
    const before = [aliasIn(world), ownershipIn(world)]
    world.cloud.calls.reset()
    await world.clock.advance(600_000)
    const [change] = world.cloud.calls
      .entries()
      .filter(({ operation }) => operation === 'ChangeResourceRecordSets')
    t.equal(change?.errorCode, 'InvalidChangeBatch')
    t.strictSame([aliasIn(world), ownershipIn(world)], before)
  }
)
