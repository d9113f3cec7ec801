import t from 'tap'
import { messageOf, recordsIn, recordsOf, standing } from '../../../helpers/claim-reading.ts'
import { aClaim, bringToReady, createClaimWorld } from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'

t.test('what AWS does not answer once is not written into the status', async t => {
  for (const fault of [{ do: 'drop' }, { do: 'throttle' }] as const) {
    const world = createClaimWorld()
    const claim = aClaim(world, hostname)
    await bringToReady(world, claim)
    await world.clock.advance(20 * 60_000)
    await world.step(claim)
    await world.clock.advance(20 * 60_000)
    const { conditions } = claim.status ?? {}
    const writes = world.statusWrites()
    const end = world.cloud.faults.use(() => ({ before: fault }))
    const answer = await world.call(claim)
    t.equal(answer.status, 429, `${fault.do}: there is no news`)
    const retryAfter = Number(answer.status === 429 && answer.headers?.['retry-after'])
    t.ok(retryAfter > 0 && retryAfter <= 20, `${retryAfter}`)
    await world.step(claim)
    end()
    await world.live(claim, 60)
    t.strictSame(claim.status?.conditions, conditions)
    t.equal(world.statusWrites(), writes)
  }
})

t.test('a claim that waits keeps what it said, and goes on', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await world.live(claim, 12)
  const before = messageOf(claim)
  const end = world.cloud.faults.use(() => ({ before: { do: 'drop' } }))
  const { resyncAfterSeconds = 0 } = await world.step(claim)
  t.ok(resyncAfterSeconds > 0 && resyncAfterSeconds <= 20)
  end()
  t.equal(messageOf(claim), before)
  t.ok(await bringToReady(world, claim))
  t.strictSame(recordsIn(world), recordsOf('shop'))
})

t.test('what lasts half a minute is told, and told again when it comes back later', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  for (const round of ['first', 'second']) {
    await world.clock.advance(20 * 60_000)
    const end = world.cloud.faults.use(() => ({ before: { do: 'drop' } }))
    await world.live(claim, 20)
    t.equal(messageOf(claim), 'certificate, load balancer and DNS are in place', round)
    await world.live(claim, 40)
    t.match(messageOf(claim), /^last seen well; now .*ECONNRESET/, round)
    end()
    await world.live(claim, 60)
    t.equal(messageOf(claim), 'certificate, load balancer and DNS are in place', round)
  }
})

t.test('what a person has to mend is told at once', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  const denied = { do: 'error', code: 'AccessDenied', status: 403 } as const
  world.cloud.faults.use(() => ({ before: denied }))
  await world.step(claim)
  t.match(standing(claim), /ZoneAccessDenied|AWSAccessDenied/)
})

t.test('a claim that its spec belies is not Ready any more, however brief the trouble', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  await world.clock.advance(20 * 60_000)
  delete claim.spec.target
  world.cloud.faults.use(() => ({ before: { do: 'drop' } }))
  await world.step(claim)
  t.equal(standing(claim), 'False WaitingForGateway')
})
