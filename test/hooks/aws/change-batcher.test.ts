import t from 'tap'
import type { RecordChange } from '../../../hooks/dns/records.ts'
import { createBatcherWorld, creation, record } from './batcher-world.ts'
import { outcomeOf } from './edge.ts'

t.test('what comes within some tens of milliseconds goes in one batch', async t => {
  const { clock, submit, newFence, batches, start, names, applied } = createBatcherWorld()
  const ids: string[] = []
  for (let i = 0; i < 3; i++) {
    void submit(creation(i), newFence()).then(id => ids.push(id))
    await clock.advance(10)
  }
  await clock.advance(1000)
  t.strictSame(
    batches().map(({ arrivedAt }) => arrivedAt - start),
    [30]
  )
  t.equal(new Set(ids).size, 1, 'one change id for all')
  t.equal(ids.length, 3)
  t.equal(names().length, 6)
  t.equal(applied.length, 3)
})

t.test(
  'one in flight for a zone; what comes meanwhile goes together in the next, when no more comes',
  async t => {
    const { clock, cloud, submit, newFence, batches, start } = createBatcherWorld()
    cloud.faults.next('ChangeResourceRecordSets', { before: { do: 'delay', milliseconds: 1000 } })
    const work = [submit(creation(0), newFence())]
    for (let i = 1; i <= 20; i++) {
      await clock.advance(40)
      work.push(submit(creation(i), newFence()))
    }
    await clock.advance(5000)
    await Promise.all(work)
    t.strictSame(
      batches().map(({ arrivedAt }) => arrivedAt - start),
      [30, 1400]
    )
  }
)

t.test('in a busy zone batches are 3 s apart, and sooner when nobody comes for 0.6 s', async t => {
  const { clock, submit, newFence, batches, start } = createBatcherWorld()
  const work: Promise<string>[] = []
  for (let i = 0; i < 30; i++) {
    work.push(submit(creation(i), newFence()))
    await clock.advance(200)
  }
  await clock.advance(5000)
  work.push(submit(creation(30), newFence()))
  await clock.advance(5000)
  await Promise.all(work)
  t.strictSame(
    batches().map(({ arrivedAt }) => arrivedAt - start),
    [30, 3030, 6030, 11_030]
  )
})

t.test('many removals wait for a second only', async t => {
  const { clock, submit, submitAll, newFence, batches, start } = createBatcherWorld()
  const made = Array.from({ length: 61 }, (_, i) => creation(i))
  await submitAll(made)
  await clock.advance(10_000)
  const before = batches().length
  const began = clock.now() - start
  const work: Promise<string>[] = []
  const remove = ({ create }: RecordChange) => submit({ remove: create, create: [] }, newFence())
  for (const change of made) {
    work.push(remove(change))
    await clock.advance(40)
  }
  await clock.advance(3000)
  await Promise.all(work)
  t.strictSame(
    batches()
      .slice(before)
      .map(({ arrivedAt }) => arrivedAt - start - began),
    [30, 1030, 2030, 3000]
  )
})

t.test('a full batch does not wait', async t => {
  const { submitAll, batches, start } = createBatcherWorld()
  const many = Array.from({ length: 1100 }, (_, i) => creation(i))
  t.strictSame(new Set(await submitAll(many)), new Set(['ok']))
  const times = batches().map(({ arrivedAt }) => arrivedAt - start)
  t.ok(times.length > 2 && (times.at(-2) ?? 0) < 100, times.join())
})

t.test('no batch has more than 1,000 records or 32,000 characters', async t => {
  const { submitAll, batches, names } = createBatcherWorld()
  const many = Array.from({ length: 450 }, (_, i) => ({
    remove: [],
    create: [creation(i).create, record(`x.${i}`)].flat()
  }))
  t.strictSame(new Set(await submitAll(many)), new Set(['ok']))
  t.equal(batches().length, 2)
  t.equal(names().length, 1350)
  const long = Array.from({ length: 150 }, (_, i) => ({
    remove: [],
    create: [{ ...record(`long${i}`, 'TXT'), values: [`"${'x'.repeat(250)}"`] }]
  }))
  t.strictSame(new Set(await submitAll(long)), new Set(['ok']))
  t.equal(batches().length, 4, '252 characters each')
  const values = Array.from({ length: 400 }, (_, i) => `192.0.${i >> 8}.${i & 255}`)
  const wide = ['wide1', 'wide2', 'wide3'].map(label => ({
    remove: [],
    create: [{ ...record(label), values }]
  }))
  t.strictSame(new Set(await submitAll(wide)), new Set(['ok']))
  t.equal(batches().length, 6, 'each value counts, not each record set')
})

t.test('late units are not sent', async t => {
  const { clock, cloud, submit, newFence, batches, names } = createBatcherWorld()
  cloud.faults.next('ChangeResourceRecordSets', { before: { do: 'delay', milliseconds: 3000 } })
  const first = outcomeOf(submit(creation('first'), newFence()))
  await clock.advance(100)
  const gone = new AbortController()
  const soon = outcomeOf(submit(creation('soon'), { sendBefore: clock.now() + 2000 }))
  const left = outcomeOf(submit(creation('left'), newFence(gone.signal)))
  const inTime = outcomeOf(submit(creation('in-time'), newFence()))
  await clock.advance(1000)
  gone.abort()
  await clock.advance(5000)
  t.strictSame(await Promise.all([first, soon, left, inTime]), [
    'ok',
    'late NotSent',
    'late NotSent',
    'ok'
  ])
  t.equal(batches().length, 2)
  t.strictSame(names().toSorted(), ['A first', 'A in-time', 'TXT _o.first', 'TXT _o.in-time'])
})

t.test('a unit with little time left does not take the others down with it', async t => {
  const { clock, submit, newFence, finish, names } = createBatcherWorld({
    rate: { perSecond: 1, burst: 1 }
  })
  await finish(submit(creation('first'), newFence()))
  const work = [
    submit(creation('soon'), { sendBefore: clock.now() + 500 }),
    submit(creation('a'), newFence()),
    submit(creation('b'), newFence())
  ].map(outcomeOf)
  t.strictSame(await finish(Promise.all(work)), ['late NotSent', 'ok', 'ok'])
  t.notOk(names().includes('A soon'))
})

t.test('a unit whose caller goes while the budget is awaited is not sent', async t => {
  const { clock, submit, newFence, finish, names } = createBatcherWorld({
    rate: { perSecond: 1, burst: 1 }
  })
  await finish(submit(creation('first'), newFence()))
  const gone = new AbortController()
  const work = [
    submit(creation('left'), newFence(gone.signal)),
    submit(creation('a'), newFence())
  ].map(outcomeOf)
  await clock.advance(500)
  gone.abort()
  t.strictSame(
    (await finish(Promise.all(work))).map(outcome => outcome.split(' ')[0]),
    ['late', 'ok']
  )
  t.notOk(names().includes('A left'))
})

t.test('a busy zone is tried again, within the fence only', async t => {
  const { clock, cloud, submit, newFence, finish, batches, start } = createBatcherWorld()
  cloud.faults.next(
    'ChangeResourceRecordSets',
    { before: { do: 'error', code: 'PriorRequestNotComplete' } },
    2
  )
  const work = [
    submit(creation('a'), { sendBefore: clock.now() + 1500 }),
    submit(creation('b'), newFence())
  ]
  t.strictSame(await finish(Promise.all(work.map(outcomeOf))), ['late NotSent', 'ok'])
  t.strictSame(
    batches().map(({ arrivedAt }) => arrivedAt - start),
    [30, 1030, 2030]
  )
})

t.test('a zone that stays busy is an answer at the fence', async t => {
  const { clock, cloud, submit, newFence, finish, batches, start } = createBatcherWorld()
  cloud.faults.next('ChangeResourceRecordSets', { before: { do: 'throttle' } }, 100)
  t.equal(await finish(outcomeOf(submit(creation('a'), newFence()))), 'throttled Throttling')
  t.ok(batches().every(({ arrivedAt }) => arrivedAt - start < 10_000))
  t.equal(batches().length, 10)
  cloud.faults.clear()
  await clock.advance(1000)
  t.equal(
    await finish(outcomeOf(submit(creation('a'), newFence()))),
    'ok',
    'and the next one passes'
  )
})

t.test("AWS's own busy answer after a change", async t => {
  const { submitAll, cloud } = createBatcherWorld({ timings: {} })
  t.strictSame(await submitAll([creation('a')]), ['ok'])
  // Another client makes the zone busy: our own batches are further apart.
  cloud.faults.next('ChangeResourceRecordSets', {
    before: { do: 'error', code: 'PriorRequestNotComplete' }
  })
  t.strictSame(await submitAll([creation('b')]), ['ok'])
  t.equal(
    cloud.calls.entries().filter(({ errorCode }) => errorCode === 'PriorRequestNotComplete').length,
    1
  )
})

t.test('a change that waits for more is sent soon although the clock is put back', async t => {
  const { batches, clock, newFence, putBack, submit } = createBatcherWorld()
  const first = submit(creation(0), newFence())
  await clock.advance(500)
  const second = submit(creation(1), newFence())
  await clock.advance(100)
  t.equal(batches().length, 1, 'the second waits')
  putBack(3_600_000)
  await clock.advance(1000)
  t.equal(batches().length, 2)
  await clock.advance(3_600_000)
  await Promise.all([first, second])
})
