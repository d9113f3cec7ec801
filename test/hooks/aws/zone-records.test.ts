import t from 'tap'
import {
  createZoneRecords,
  type RecordsSeen,
  type ZoneRecords
} from '../../../hooks/aws/zone-records.ts'
import type { RecordChange, RecordSet } from '../../../hooks/dns/records.ts'
import { createEdge, type Edge, outcomeOf } from './edge.ts'

type World = Edge & { zoneID: string; records: ZoneRecords }

/** A zone with this many pages of records. */
function createWorld(pages = 1): World {
  const edge = createEdge({ quotas: 'none' })
  const zoneID = edge.cloud.zones.create('example.com').id
  for (let i = 0; i < (pages - 1) * 300; i++)
    edge.cloud.zones.put(zoneID, {
      name: `filler${i}.example.com`,
      type: 'A',
      values: ['192.0.2.9']
    })
  const { route53, clock, newFence } = edge
  const records = createZoneRecords({
    route53,
    zone: { id: zoneID },
    clock,
    newFence,
    sharedFence: () => newFence()
  })
  return { ...edge, zoneID, records }
}

const shop = 'shop.example.com'

function a(name: string, value = '192.0.2.1'): RecordSet {
  return { name, type: 'A', ttlSeconds: 300, values: [value] }
}

function txt(name: string, value: string): RecordSet {
  return { name, type: 'TXT', ttlSeconds: 300, values: [`"${value}"`] }
}

/** Puts a record into the zone without the knowledge of `records`, as another program does. */
function put({ cloud, zoneID }: World, { name, type, values = [] }: RecordSet) {
  cloud.zones.put(zoneID, { name, type, values })
}

async function change(world: World, change: RecordChange) {
  await world.finish(world.route53.changeRecords({ id: world.zoneID }, [change], world.newFence()))
  world.records.noteChange(change)
  await world.clock.advance(1000)
}

const lists = ({ cloud }: World) => cloud.calls.counts().ListResourceRecordSets ?? 0
const inZone = (world: World, since: number, names = [shop]) =>
  world.finish(world.records.inZone(names, since))
const atNames = (world: World, since: number, names = [shop]) =>
  world.finish(world.records.atNames(names, since, world.newFence()))
const show = (seen: RecordsSeen, name = shop) =>
  seen.recordsAt(name).map(r => `${r.type} ${r.values?.join(' ')}`)

t.test('one snapshot of the zone for all claims', async t => {
  const world = createWorld()
  put(world, a(shop))
  const now = world.clock.now()
  const names = Array.from({ length: 200 }, (_, i) => `n${i}.example.com`)
  await world.finish(Promise.all([shop, ...names].map(name => world.records.inZone([name], now))))
  t.equal(lists(world), 1)
  await world.clock.advance(60_000)
  const seen = await inZone(world, now)
  t.strictSame(show(seen), ['A 192.0.2.1'])
  t.equal(seen.asOf, now)
  t.strictSame(show(seen, 'nothing.example.com'), [])
  t.equal(lists(world), 1)
  await inZone(world, now + 1)
  t.equal(lists(world), 2, 'one more, as a younger snapshot is needed')
})

t.test('past the 300 of a page, and with * in place of \\052', async t => {
  const world = createWorld()
  for (let i = 0; i < 400; i++) put(world, txt(`n${i}.example.com`, 'x'))
  put(world, a('*.example.com'))
  const seen = await inZone(world, world.clock.now(), ['*.example.com', 'n399.example.com'])
  t.strictSame(show(seen, '*.example.com'), ['A 192.0.2.1'])
  t.strictSame(show(seen, 'n399.example.com'), ['TXT "x"'])
  t.equal(lists(world), 2)
})

t.test('what we changed is seen without another listing', async t => {
  const world = createWorld()
  put(world, txt(shop, 'theirs'))
  await inZone(world, world.clock.now())
  const before = world.clock.now()
  await world.clock.advance(1000)
  await change(world, { remove: [], create: [a(shop), txt('_o.example.com', 'ours')] })
  t.strictSame(
    show(await inZone(world, before)),
    ['TXT "theirs"', 'A 192.0.2.1'],
    'beside what was there'
  )
  await change(world, { remove: [a(shop)], create: [a(shop, '192.0.2.2')] })
  t.strictSame(show(await inZone(world, before)), ['TXT "theirs"', 'A 192.0.2.2'])
  await change(world, { remove: [a(shop, '192.0.2.2')], create: [] })
  const seen = await inZone(world, before, [shop, '_o.example.com'])
  t.strictSame([show(seen), show(seen, '_o.example.com')], [['TXT "theirs"'], ['TXT "ours"']])
  t.equal(lists(world), 1)
  t.ok(seen.asOf > before, 'as young as the change, since both names were changed')
})

t.test('a change during the reading of a snapshot is not lost', async t => {
  const world = createWorld()
  world.cloud.faults.next('ListResourceRecordSets', { after: { do: 'delay', milliseconds: 2000 } })
  const reading = world.records.inZone([shop], world.clock.now())
  await world.clock.advance(500)
  await change(world, { remove: [], create: [a(shop)] })
  await world.finish(reading)
  t.strictSame(show(await inZone(world, Number.NEGATIVE_INFINITY)), ['A 192.0.2.1'])
  await world.clock.advance(5000)
  world.cloud.zones.removeRecord(world.zoneID, shop, 'A')
  t.strictSame(show(await inZone(world, world.clock.now())), [], 'a younger snapshot is believed')
})

t.test('weighted records of one name and type are kept apart', async t => {
  const world = createWorld()
  const seen = (identifier: string) => ({ ...a('w.example.com'), setIdentifier: identifier })
  await inZone(world, world.clock.now())
  world.records.noteChange({ remove: [], create: [seen('one'), seen('two')] })
  world.records.noteChange({ remove: [seen('one')], create: [] })
  t.strictSame((await inZone(world, 0, ['w.example.com'])).recordsAt('w.example.com'), [
    seen('two')
  ])
})

t.test('names are asked for one by one, if nothing so young is known', async t => {
  const world = createWorld(2)
  await inZone(world, world.clock.now())
  world.cloud.calls.reset()
  await world.clock.advance(1000)
  put(world, a(shop))
  t.strictSame(show(await inZone(world, 0)), [], 'the snapshot lacks it')
  const now = world.clock.now()
  t.strictSame(show(await atNames(world, now)), ['A 192.0.2.1'])
  t.equal(lists(world), 1)
  await atNames(world, now)
  t.equal(lists(world), 1, 'known by now')
  t.strictSame(
    show(await inZone(world, 0)),
    ['A 192.0.2.1'],
    'a look at the zone shows the record, too'
  )
  await world.clock.advance(1000)
  world.cloud.zones.removeRecord(world.zoneID, shop, 'A')
  t.strictSame(show(await inZone(world, world.clock.now())), [], 'until a younger snapshot is read')
})

t.test('all are asked for where that costs no more', async t => {
  const world = createWorld(3)
  await inZone(world, world.clock.now())
  for (const [names, calls] of [
    [1, 1],
    [2, 2],
    [3, 3],
    [200, 3]
  ] as const) {
    await world.clock.advance(1000)
    put(world, txt(shop, `for ${names}`))
    world.cloud.calls.reset()
    const wanted = [shop, ...Array.from({ length: names - 1 }, (_, i) => `n${i}.example.com`)]
    t.strictSame(show(await atNames(world, world.clock.now(), wanted)), [`TXT "for ${names}"`])
    t.equal(lists(world), calls, `${names} names`)
  }
})

t.test('many claims that look at the same time share one reading', async t => {
  const world = createWorld(3)
  await inZone(world, world.clock.now())
  await world.clock.advance(1000)
  world.cloud.calls.reset()
  const now = world.clock.now()
  put(world, a('n199.example.com'))
  const looks = Array.from({ length: 200 }, (_, i) =>
    world.records.atNames([`n${i}.example.com`, `_o.n${i}.example.com`], now, world.newFence())
  )
  const seen = await world.finish(Promise.all(looks))
  t.strictSame(
    seen.flatMap((one, i) => one.recordsAt(`n${i}.example.com`).map(r => r.name)),
    ['n199.example.com']
  )
  t.ok(lists(world) <= 5)
  t.ok(seen.every(({ asOf }) => asOf >= now))
})

t.test('a look-up that is older than what is known does not win', async t => {
  const world = createWorld(2)
  await inZone(world, world.clock.now())
  await world.clock.advance(1000)
  world.cloud.faults.next('ListResourceRecordSets', { after: { do: 'delay', milliseconds: 3000 } })
  const looking = world.records.atNames([shop], world.clock.now(), world.newFence())
  await world.clock.advance(500)
  await change(world, { remove: [], create: [a(shop)] })
  t.strictSame(show(await world.finish(looking)), ['A 192.0.2.1'], 'our change came after the look')
})

t.test('the age of what is seen is that of its oldest part', async t => {
  const world = createWorld(2)
  const start = world.clock.now()
  await inZone(world, start)
  await world.clock.advance(1000)
  await atNames(world, start + 1000)
  t.equal((await inZone(world, 0, [shop])).asOf, start + 1000)
  t.equal((await inZone(world, 0, [shop, 'other.example.com'])).asOf, start)
  const both = await inZone(world, 0, [shop, 'other.example.com'])
  t.strictSame([shop, 'other.example.com', 'not.asked.for'].map(both.asOfAt), [
    start + 1000,
    start,
    start
  ])
})

t.test('a failure reaches all who wait, and does not stick', async t => {
  const world = createWorld()
  put(world, a(shop))
  const now = world.clock.now()
  for (const [body, expected] of [
    ['', 'unavailable EmptyAnswer'],
    ['<html><p>Sign in</p></html>', 'unavailable EmptyAnswer']
  ] as const) {
    world.cloud.faults.next('ListResourceRecordSets', { before: { do: 'replace', body } })
    const asked = [shop, 'other.example.com'].map(name =>
      outcomeOf(world.records.inZone([name], now))
    )
    t.strictSame(await world.finish(Promise.all(asked)), [expected, expected])
  }
  t.strictSame(show(await inZone(world, now)), ['A 192.0.2.1'])
})

t.test('a failed look-up leaves what was known', async t => {
  const world = createWorld(2)
  put(world, a(shop))
  await inZone(world, world.clock.now())
  await world.clock.advance(1000)
  world.cloud.faults.next('ListResourceRecordSets', { before: { do: 'drop' } })
  const look = world.records.atNames([shop], world.clock.now(), world.newFence())
  t.equal(await world.outcome(look), 'unavailable ECONNRESET')
  t.strictSame(show(await inZone(world, 0)), ['A 192.0.2.1'])
})

t.test('names that all callers share are looked up once for all of them', async t => {
  const world = createWorld(5)
  await inZone(world, world.clock.now())
  await world.clock.advance(60_000)
  put(world, a('*.example.com'))
  const since = world.clock.now()
  const before = lists(world)
  const look = () => world.records.atSharedNames(['*.example.com'], since, world.newFence())
  const all = await world.finish(Promise.all([look(), look(), look()]))
  t.equal(lists(world), before + 1)
  for (const seen of all) t.strictSame(show(seen, '*.example.com'), ['A 192.0.2.1'])
  await world.finish(look())
  t.equal(lists(world), before + 1, 'and is known for a while')
})

t.test('the names that exist: as listed, and as changed since', async t => {
  const world = createWorld()
  put(world, a('x.b.example.com'))
  await inZone(world, world.clock.now())
  const within = (name: string) => world.records.countWithin(name)
  t.equal(within('b.example.com'), 1)
  t.equal(within('c.example.com'), 0)
  await change(world, { remove: [], create: [a('y.b.example.com')] })
  t.equal(within('b.example.com'), 2)
  await change(world, { remove: [a('x.b.example.com')], create: [] })
  t.equal(within('b.example.com'), 1)
  put(world, a('z.b.example.com'))
  const listedAt = world.clock.now()
  await world.finish(world.records.list(listedAt, world.newFence()))
  t.equal(within('b.example.com'), 2)
  t.equal(world.records.listedAsOf(), listedAt)
  const before = lists(world)
  await world.finish(world.records.list(listedAt, world.newFence()))
  t.equal(lists(world), before, 'a listing that is young enough is not read again')
})
