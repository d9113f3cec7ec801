import t from 'tap'
import type { AWS } from '../../../hooks/aws/aws.ts'
import { AWSFailure } from '../../../hooks/aws/failure.ts'
import type { ZoneRef } from '../../../hooks/dns/zone-ref.ts'
import { createEdge, type Edge, outcomeOf, region } from './edge.ts'

const hostname = 'shop.example.com'

function createWorld() {
  const edge = createEdge()
  const { id } = edge.cloud.zones.create('example.com')
  const zone: ZoneRef = { id }
  return { ...edge, aws: edge.createAWS(), zone }
}

const count = ({ cloud }: Edge | ReturnType<typeof createWorld>, operation: string) =>
  cloud.calls.counts()[operation] ?? 0

/**
 * Makes the calls that one hostname needs. A call that fails is repeated with a new fence, until it
 * passes.
 */
async function serve(
  aws: AWS,
  { clock, newFence, zone, hostname: name }: Edge & { zone: ZoneRef; hostname: string }
) {
  async function persist<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof AWSFailure) || error.kind === 'rejected' || error.kind === 'denied')
          throw error
        await clock.sleep(1000 + name.length * 10)
      }
    }
  }
  const names = [name, `_o.${name}`]
  await persist(() => aws.hostedZone(zone, newFence()))
  await persist(() => aws.inventory(region).read(clock.now() - 8000, newFence()))
  await persist(() => aws.records(zone).inZone(names, clock.now() - 60_000, newFence()))
  const wanted = {
    hostname: name,
    token: name.replaceAll(/\W/g, '').slice(0, 32),
    tags: { a: 'b' }
  }
  const arn = await persist(() => aws.acm(region).requestCertificate(wanted, newFence()))
  await persist(() => aws.tags(region, arn, newFence()))
  await clock.sleep(10_000)
  await persist(() => aws.acm(region).describeCertificate(arn, newFence()))
  const create = [{ name, type: 'A', ttlSeconds: 60, values: ['192.0.2.1'] }]
  const changeID = await persist(() => aws.submitChange(zone)({ remove: [], create }, newFence()))
  while (!(await persist(() => aws.isInSync(zone, changeID, newFence())))) await clock.sleep(2000)
  await persist(() => aws.records(zone).atNames(names, clock.now(), newFence()))
  await persist(() => aws.acm(region).deleteCertificate(arn, newFence()))
}

t.test('200 hostnames at once are never throttled', async t => {
  const world = createWorld()
  const work = Array.from({ length: 200 }, (_, i) =>
    serve(world.aws, { ...world, hostname: `n${i}.example.com` })
  )
  await world.finish(Promise.all(work))
  t.equal(world.cloud.calls.throttled(), 0)
  t.equal(count(world, 'RequestCertificate'), 200)
  t.equal(count(world, 'GetHostedZone'), 1)
  t.ok(count(world, 'ListCertificates') < 5, 'one listing for all')
  t.ok(count(world, 'ChangeResourceRecordSets') < 60, 'changes go in batches')
  t.ok(
    count(world, 'GetChange') < 400,
    'asked once for all of a batch: alone each would ask a dozen times'
  )
  t.equal(world.cloud.certificates.list().length, 0)
  t.equal(world.clock.sleeping(), 0, 'no timer is left')
})

t.test('regions have budgets of their own, and Route 53 has one for all', async t => {
  const world = createWorld()
  const start = world.clock.now()
  const listed: number[] = []
  for (const place of ['eu-central-1', 'us-east-1'])
    void world.aws
      .inventory(place)
      .read(start)
      .then(() => listed.push(world.clock.now() - start))
  await world.clock.advance(5000)
  t.strictSame(listed, [0, 0])
  t.strictSame(
    world.cloud.calls.entries().map(call => call.region),
    ['eu-central-1', 'us-east-1']
  )
  const { id } = world.cloud.zones.create('example.org')
  const zones = [world.zone, { id }]
  const works = Array.from({ length: 40 }, (_, i) =>
    world.aws
      .records(zones[i % 2] ?? world.zone)
      .atNames([`n${i}.example.com`], world.clock.now(), world.newFence())
  )
  world.cloud.calls.reset()
  await world.finish(Promise.all(works))
  const [first, last] = [world.cloud.calls.entries()[0], world.cloud.calls.entries().at(-1)]
  t.ok(
    (last?.arrivedAt ?? 0) - (first?.arrivedAt ?? 0) > ((40 - 5) / 5) * 1000,
    'below five a second'
  )
})

t.test('a hosted zone that appears later', async t => {
  const world = createWorld()
  const read = (id: string) => world.finish(world.aws.hostedZone({ id }, world.newFence()))
  t.equal(await read('Z0LATER'), undefined)
  world.cloud.zones.create('later.example', { id: 'Z0LATER' })
  t.equal(await read('Z0LATER'), undefined, 'not asked again at once')
  await world.clock.advance(30_000)
  t.strictSame(await read('Z0LATER'), { id: 'Z0LATER', name: 'later.example', private: false })
  await world.clock.advance(3_500_000)
  await read('Z0LATER')
  t.equal(count(world, 'GetHostedZone'), 2)
})

t.test('a hosted zone that is deleted later is noticed by whoever reads or changes it', async t => {
  for (const use of [
    ({ aws, clock, zone }) => aws.records(zone).inZone([hostname], clock.now()),
    ({ aws, clock, zone, newFence }) =>
      aws.records(zone).atNames([hostname], clock.now(), newFence()),
    ({ aws, zone, newFence }) =>
      aws.submitChange(zone)(
        { remove: [], create: [{ name: hostname, type: 'A', values: ['192.0.2.1'] }] },
        newFence()
      )
  ] as ((world: ReturnType<typeof createWorld>) => Promise<unknown>)[]) {
    const world = createWorld()
    t.ok(await world.finish(world.aws.hostedZone(world.zone, world.newFence())))
    world.cloud.faults.use(call =>
      call.zone === world.zone.id
        ? { before: { do: 'error', code: 'NoSuchHostedZone', status: 404 } }
        : undefined
    )
    t.equal(await world.outcome(use(world)), 'notFound NoSuchHostedZone')
    t.equal(await world.finish(world.aws.hostedZone(world.zone, world.newFence())), undefined)
  }
})

t.test(
  'one call is one request: the SDK tries nothing again by itself, past our budgets',
  async t => {
    const world = createWorld()
    const { aws, newFence, outcome, zone, cloud } = world
    for (const code of ['ServiceUnavailable', 'ThrottlingException', 'InternalFailure']) {
      cloud.calls.reset()
      const end = cloud.faults.use(() => ({ before: { do: 'error', code, status: 503 } }))
      t.match(await outcome(aws.acm(region).listTags('arn:aws:acm:x', newFence())), code)
      t.match(
        await outcome(aws.records(zone).atNames([hostname], world.clock.now(), newFence())),
        code
      )
      t.strictSame(
        cloud.calls.counts(),
        { ListTagsForCertificate: 1, ListResourceRecordSets: 1 },
        code
      )
      end()
    }
  }
)

t.test('a failure to read a zone is not kept', async t => {
  const world = createWorld()
  world.cloud.faults.next('GetHostedZone', {
    before: { do: 'error', code: 'AccessDenied', status: 403 }
  })
  t.equal(
    await world.outcome(world.aws.hostedZone(world.zone, world.newFence())),
    'denied AccessDenied'
  )
  t.match(await world.finish(world.aws.hostedZone(world.zone, world.newFence())), {
    name: 'example.com'
  })
})

t.test('whether a change is in sync is asked once for many, and no more once it is', async t => {
  const world = createWorld()
  const change = {
    remove: [],
    create: [{ name: hostname, type: 'A', ttlSeconds: 60, values: ['192.0.2.1'] }]
  }
  const changeID = await world.finish(world.aws.submitChange(world.zone)(change, world.newFence()))
  const askAll = async () => {
    const work = Array.from({ length: 200 }, () =>
      world.aws.isInSync(world.zone, changeID, world.newFence())
    )
    return new Set(await world.finish(Promise.all(work)))
  }
  t.strictSame(await askAll(), new Set([false]))
  await world.clock.advance(4000)
  t.strictSame(await askAll(), new Set([false]))
  t.equal(count(world, 'GetChange'), 1)
  await world.clock.advance(60_000)
  t.strictSame(await askAll(), new Set([true]))
  await world.clock.advance(600_000)
  t.strictSame(await askAll(), new Set([true]))
  t.equal(count(world, 'GetChange'), 2)
})

t.test('a change that Route 53 has forgotten is in sync', async t => {
  const world = createWorld()
  t.equal(await world.finish(world.aws.isInSync(world.zone, 'C0FORGOTTEN', world.newFence())), true)
  world.cloud.faults.next('GetChange', { before: { do: 'drop' } })
  t.equal(
    await world.outcome(world.aws.isInSync(world.zone, 'C0OTHER', world.newFence())),
    'unavailable ECONNRESET'
  )
})

t.test('tags are asked for once, and those of our own requests never', async t => {
  const world = createWorld()
  const { aws, newFence, finish } = world
  const wanted = { hostname, token: 'token', tags: { claim: 'shop' } }
  const arn = await finish(aws.acm(region).requestCertificate(wanted, newFence()))
  const tags = () => finish(aws.tags(region, arn, newFence()))
  t.strictSame(await tags(), { claim: 'shop' })
  await tags()
  t.equal(count(world, 'ListTagsForCertificate'), 1)
  aws.noteTags(arn, { claim: 'noted' })
  t.strictSame(await tags(), { claim: 'noted' })
  aws.noteTags(arn, undefined)
  t.strictSame(await tags(), { claim: 'shop' })
  t.equal(count(world, 'ListTagsForCertificate'), 2)
  await finish(aws.acm(region).removeTags(arn, ['claim'], newFence()))
  await world.clock.advance(600_000)
  t.strictSame(await tags(), {}, 'a change by a person is seen after a while')
})

t.test('changes are applied to what is known of the zone', async t => {
  const world = createWorld()
  const { aws, clock, finish, newFence, zone } = world
  const start = clock.now()
  const records = aws.records(zone)
  await finish(records.inZone([hostname], start))
  const create = [{ name: hostname, type: 'A', ttlSeconds: 60, values: ['192.0.2.1'] }]
  await finish(aws.submitChange(zone)({ remove: [], create }, newFence()))
  t.strictSame((await finish(records.inZone([hostname], start))).recordsAt(hostname), create)
  t.equal(count(world, 'ListResourceRecordSets'), 1)
})

t.test('a large zone can be read while others use up the budget', async t => {
  const world = createWorld()
  const { aws, cloud, clock, zone, newFence } = world
  for (let i = 0; i < 3000; i++)
    cloud.zones.put(zone.id, { name: `n${i}.example.com`, type: 'TXT', values: ['"x"'] })
  const start = clock.now()
  const others = Array.from({ length: 300 }, (_, i) =>
    clock
      .sleep(i * 100)
      .then(() =>
        outcomeOf(
          aws.records({ id: 'Z0OTHER' }).atNames([`x${i}.example.org`], clock.now(), newFence())
        )
      )
  )
  const tries: string[] = []
  const read = async () => {
    for (let outcome = ''; outcome !== 'ok' && tries.length < 20; tries.push(outcome)) {
      outcome = await outcomeOf(aws.records(zone).inZone(['n1.example.com'], start, newFence()))
      await clock.sleep(2000)
    }
  }
  await world.finish(Promise.all([read(), ...others]))
  t.equal(tries.at(-1), 'ok')
})

t.test('once a change was slow, the next are asked for when Route 53 is usually done', async t => {
  const world = createWorld()
  const make = (label: string) => ({
    remove: [],
    create: [{ name: `${label}.example.com`, type: 'A', ttlSeconds: 60, values: ['192.0.2.1'] }]
  })
  const submit = (label: string) =>
    world.finish(world.aws.submitChange(world.zone)(make(label), world.newFence()))
  const first = await submit('first')
  t.equal(world.aws.inSyncKeptFor(first), 4000)
  await world.clock.advance(4000)
  t.equal(await world.finish(world.aws.isInSync(world.zone, first, world.newFence())), false)
  t.equal(world.aws.inSyncKeptFor(await submit('second')), 30_000)
})

t.test('a certificate that was deleted is asked for once more, and then never again', async t => {
  const world = createWorld()
  const acm = world.aws.acm(region)
  const wanted = { hostname, token: 'token', tags: {} }
  const arn = await world.finish(acm.requestCertificate(wanted, world.newFence()))
  await world.clock.advance(60_000)
  await world.finish(acm.deleteCertificate(arn, world.newFence()))
  for (let i = 0; i < 3; i++)
    t.match(await world.outcome(acm.describeCertificate(arn, world.newFence())), /^notFound /)
  t.equal(count(world, 'DescribeCertificate'), 1)
})
