import t from 'tap'
import { messageOf, recordsIn, removeLoadBalancers } from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  createClaimWorld,
  isIssued
} from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'
const hour = 3600_000

/** A world whose hooks' clock can be put forward, and right again. */
function worldWithClock(): { world: ClaimWorld; putForward: (ms: number) => void } {
  const base = createClaimWorld()
  let ahead = 0
  const clock = { ...base.clock, now: () => base.clock.now() + ahead }
  const world = createClaimWorld({ beside: { ...base, clock } })
  return {
    world,
    putForward: ms => {
      ahead = ms
    }
  }
}

t.test(
  'what was seen while the clock was fast is not fresh until it catches up: drift is ' +
    'mended in time',
  async t => {
    const { world, putForward } = worldWithClock()
    const claim = aClaim(world, hostname)
    await bringToReady(world, claim)
    await world.live(claim, 1800)
    putForward(hour)
    await world.step(claim)
    putForward(0)
    world.cloud.zones.removeRecord(world.zoneID, hostname, 'A')
    await world.live(claim, 300, 60)
    t.ok(recordsIn(world).includes('A shop'))
  }
)

t.test('… a new hostname gets its certificate', async t => {
  const { world, putForward } = worldWithClock()
  putForward(hour)
  await world.step(aClaim(world, 'one.example.com'))
  putForward(0)
  t.ok(await world.run(aClaim(world, hostname), isIssued, 600))
})

t.test('… and a claim that goes leaves nothing behind', async t => {
  const { world, putForward } = worldWithClock()
  putForward(hour)
  await world.step(aClaim(world, 'one.example.com'))
  putForward(0)
  await world.clock.advance(60_000)
  const claim = aClaim(world, hostname)
  world.cloud.faults.next('RequestCertificate', { after: { do: 'drop' } })
  await world.step(claim)
  t.ok(await world.remove(claim))
  t.same(
    world.cloud.certificates.list().filter(({ domain }) => domain === hostname),
    []
  )
})

t.test('… and a deletion that ACM answered while the clock was fast goes on', async t => {
  const { world, putForward } = worldWithClock()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  await world.live(claim, 600)
  world.markDeleted(claim)
  removeLoadBalancers(world)
  putForward(hour)
  const isAnswered = () => (world.cloud.calls.counts().DeleteCertificate ?? 0) > 0
  t.ok(await world.run(claim, isAnswered, 600))
  putForward(0)
  world.cloud.calls.reset()
  t.ok(await world.remove(claim, 120))
  t.same(recordsIn(world), [])
  const { ListCertificates = 0 } = world.cloud.calls.counts()
  t.ok(ListCertificates < 10, `${ListCertificates} listings`)
})

t.test('… and what lasts half a minute is told in time', async t => {
  const { world, putForward } = worldWithClock()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  await world.clock.advance(20 * 60_000)
  putForward(hour)
  world.cloud.faults.use(() => ({ before: { do: 'drop' } }))
  await world.step(claim)
  putForward(0)
  await world.live(claim, 20)
  t.equal(messageOf(claim), 'certificate, load balancer and DNS are in place', 'brief so far')
  await world.live(claim, 40)
  t.match(messageOf(claim), /^last seen well; now .*ECONNRESET/)
})

t.test('… and a deletion goes on whose time comes from a clock that was fast too', async t => {
  const { world, putForward } = worldWithClock()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  await world.live(claim, 600)
  putForward(hour)
  world.markDeleted(claim)
  await world.step(claim)
  putForward(0)
  removeLoadBalancers(world)
  world.cloud.calls.reset()
  t.ok(await world.remove(claim, 300))
  t.same(recordsIn(world), [])
  const { ListCertificates = 0 } = world.cloud.calls.counts()
  t.ok(ListCertificates < 20, `${ListCertificates} listings`)
})
