import t from 'tap'
import { writesOf } from '../../../helpers/claim-reading.ts'
import { aClaim, createClaimWorld } from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'

t.test('nothing is sent to AWS later than 10 s after arrival', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  world.cloud.faults.use(({ operation }) =>
    /^List|^Get/.test(operation) ? { after: { do: 'delay', milliseconds: 4_500 } } : undefined
  )
  const arrived = world.clock.now()
  const { resyncAfterSeconds } = await world.step(claim)
  const sent = world.cloud.calls.entries().map(call => call.arrivedAt - arrived)
  t.ok(Math.max(...sent) < 10_000, `the last call after ${Math.max(...sent)} ms`)
  t.ok(world.clock.now() - arrived < 15_100, 'and the answer comes within 15 s')
  t.ok((resyncAfterSeconds ?? 0) > 0)
})

t.test('nothing is changed any more once the caller has gone', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  const caller = new AbortController()
  const answer = world.begin(claim, { signal: caller.signal })
  world.cloud.faults.use(({ operation }) => {
    if (operation === 'ListCertificates') caller.abort(new Error('gone'))
    return undefined
  })
  await world.clock.advance(20_000)
  const { body } = await answer
  t.match(JSON.stringify(body), /tried again/)
  t.strictSame(writesOf(world), [])
})

t.test('calls for one claim do not overlap', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  world.cloud.faults.next('RequestCertificate', { after: { do: 'delay', milliseconds: 3_000 } })
  const answers = [world.begin(claim), world.begin(claim), world.begin(claim)]
  await world.clock.advance(30_000)
  for (const answer of answers) t.equal((await answer).status, 200)
  t.equal(world.cloud.calls.counts().RequestCertificate, 1)
  t.equal(world.cloud.certificates.list().length, 1)
})

t.test(
  'who cannot be served before his time is over is told when to come again: nothing was ' +
    'done or learnt',
  async t => {
    const world = createClaimWorld()
    const claim = aClaim(world, hostname)
    const slow = world.cloud.faults.use(({ operation }) =>
      /^List|^Get/.test(operation) ? { after: { do: 'delay', milliseconds: 4_900 } } : undefined
    )
    const answers = [world.begin(claim), world.begin(claim)]
    await world.clock.advance(30_000)
    const [first, second] = await Promise.all(answers)
    t.equal(first?.status, 200)
    t.match(second, { status: 429, headers: { 'retry-after': /^[1-9]\d*$/ } })
    slow()
    t.equal((await world.call(claim)).status, 200, 'the next one is served')
  }
)
