import fc from 'fast-check'
import t from 'tap'
import { AWSFailure } from '../../../hooks/aws/failure.ts'
import { fenceFrom } from '../../../hooks/aws/fence.ts'
import { createSharedSnapshot } from '../../../hooks/aws/shared-snapshot.ts'
import { createVirtualClock } from '../../../simulator/virtual-clock.ts'
import { fenceTimes, outcomeOf } from './edge.ts'

/**
 * Reads that take these times (ms), one after another. A read with a negative time fails at its
 * end. Each read gives its own number.
 */
function createReads(durations: readonly number[], onRead: () => void = () => undefined) {
  const clock = createVirtualClock()
  const start = clock.now()
  let began = 0
  let running = 0
  let mostRunning = 0
  const seen: number[] = []
  const read = async () => {
    const number = ++began
    running++
    mostRunning = Math.max(mostRunning, running)
    const duration = durations[(number - 1) % durations.length] ?? 0
    await clock.sleep(Math.abs(duration))
    running--
    if (duration < 0) throw new AWSFailure('unavailable', 'X', `Failed${number}`, 'words')
    return number
  }
  const shared = createSharedSnapshot({
    clock,
    operation: 'X',
    read,
    onRead: ({ asOf }) => {
      seen.push(asOf - start)
      onRead()
    }
  })
  return {
    clock,
    start,
    shared: (since: number, fence = fenceFrom(clock, fenceTimes)) => shared(since, fence),
    seen,
    began: () => began,
    mostRunning: () => mostRunning
  }
}

t.test('one reading for many', async t => {
  const { clock, shared, began } = createReads([100])
  const asked = Array.from({ length: 200 }, () => shared(clock.now()))
  await clock.advance(100)
  t.strictSame(new Set((await Promise.all(asked)).map(({ value }) => value)), new Set([1]))
  t.equal(began(), 1)
})

t.test('what was read before is enough for who asks for no more', async t => {
  const { clock, start, shared, began } = createReads([100])
  void shared(start)
  await clock.advance(5000)
  t.strictSame(await shared(start), { asOf: start, value: 1 })
  t.equal(began(), 1)
})

t.test('who needs it younger than the reading under way shares one next reading', async t => {
  const { clock, start, shared, began } = createReads([100])
  const first = shared(start)
  await clock.advance(50)
  const later = [shared(start + 1), shared(start + 50), shared(start)]
  await clock.advance(1000)
  t.strictSame(await first, { asOf: start, value: 1 })
  t.strictSame(
    (await Promise.all(later)).map(({ value }) => value),
    [2, 2, 1]
  )
  t.equal(began(), 2)
})

t.test('an error reaches all who wait, and does not stick', async t => {
  const { clock, start, shared } = createReads([-100, 100])
  const asked = [outcomeOf(shared(start)), outcomeOf(shared(start))]
  await clock.advance(50)
  const next = shared(start + 50)
  await clock.advance(50)
  t.strictSame(await Promise.all(asked), ['unavailable Failed1', 'unavailable Failed1'])
  await clock.advance(100)
  t.equal((await next).value, 2)
  t.equal((await shared(start)).value, 2)
})

t.test('who asks in the moment between two readings shares the next one', async t => {
  const asked: Promise<unknown>[] = []
  // Some turns of the microtask queue lie between the end of a read and the beginning of the next.
  async function askAtEachTurn() {
    for (let turn = 0; turn < 20; turn++) {
      asked.push(shared(start + 100))
      await undefined
    }
  }
  const { clock, start, shared, began, mostRunning } = createReads(
    [100],
    () => void askAtEachTurn()
  )
  asked.push(shared(start))
  await clock.advance(50)
  asked.push(shared(start + 50))
  await clock.advance(1000)
  await Promise.all(asked)
  t.equal(asked.length, 42)
  t.equal(mostRunning(), 1)
  t.equal(began(), 2)
})

t.test('who waits goes at the fence, and the reading goes on for others', async t => {
  const { clock, start, shared, began } = createReads([15_000])
  const early = outcomeOf(shared(start))
  await clock.advance(6000)
  const late = shared(start)
  await clock.advance(4000)
  t.equal(await early, 'late StillWaiting')
  await clock.advance(5000)
  t.equal((await late).value, 1)
  t.equal(began(), 1)
  t.equal(clock.sleeping(), 0, 'no timer is left')
})

t.test('who goes does not wait, and who is late starts nothing', async t => {
  const { clock, start, shared, began } = createReads([1000])
  const gone = new AbortController()
  const asked = outcomeOf(shared(start, fenceFrom(clock, fenceTimes, gone.signal)))
  await clock.advance(10)
  gone.abort()
  await clock.advance(0)
  t.equal(await asked, 'late StillWaiting')
  await clock.advance(5000)
  t.equal(await outcomeOf(shared(clock.now(), { sendBefore: clock.now() })), 'late NotSent')
  t.equal(
    (await shared(start, { sendBefore: clock.now() })).value,
    1,
    'what is known costs no time'
  )
  t.equal(began(), 1)
})

/** When (s) a caller that may wait for two seconds was told to come back; its value if it got one. */
async function askBriefly({ shared, clock }: ReturnType<typeof createReads>, since: number) {
  try {
    const { value } = await shared(since, { ...fenceFrom(clock, fenceTimes), mostWaitMs: 2000 })
    return `value ${value}`
  } catch (error) {
    if (!(error instanceof AWSFailure)) throw error
    return `${error.kind} ${error.code} ${error.retryAfterSeconds}`
  }
}

t.test('who may come back is not held by a long reading, which goes on', async t => {
  const reads = createReads([8000])
  const { clock, shared, start, began } = reads
  void shared(start)
  await clock.advance(10_000)
  const since = clock.now()
  t.equal(await askBriefly(reads, since), 'late StillReading 8')
  await clock.advance(3000)
  t.equal(await askBriefly(reads, since), 'late StillReading 5', 'the rest of it')
  t.equal(await askBriefly(reads, since + 1), 'late StillReading 5', 'and no other one is started')
  await clock.advance(3500)
  const asked = askBriefly(reads, since)
  await clock.advance(1500)
  t.equal(await asked, 'value 2', 'it waits for a short rest')
  await clock.advance(8000)
  t.equal(began(), 2)
  t.equal(await askBriefly(reads, since + 1), 'late StillReading 8')
  await clock.advance(8000)
  t.equal(await askBriefly(reads, since + 1), 'value 3')
})

t.test('who comes back at its time waits for the rest of a long reading', async t => {
  const reads = createReads([9_900])
  const { clock, shared, start } = reads
  void shared(start)
  await clock.advance(11_000)
  const since = clock.now()
  await askBriefly(reads, since)
  await clock.advance(3300)
  t.equal(await askBriefly(reads, since), 'late StillReading 6.6')
  await clock.advance(6000)
  const asked = askBriefly(reads, since)
  await clock.advance(600)
  t.equal(await asked, 'value 2')
})

t.test('nobody knows how long the first reading takes, so everybody waits for it', async t => {
  const reads = createReads([8000])
  const asked = askBriefly(reads, reads.start)
  await reads.clock.advance(8000)
  t.equal(await asked, 'value 1')
})

t.test('a reading that takes longer than the last one is met again and again', async t => {
  const reads = createReads([3000, 20_000])
  const { clock, shared, start } = reads
  void shared(start)
  await clock.advance(4000)
  const since = clock.now()
  t.equal(await askBriefly(reads, since), 'late StillReading 3')
  await clock.advance(12_000)
  t.equal(await askBriefly(reads, since), 'late StillReading 3')
  await clock.advance(8000)
  t.equal(await askBriefly(reads, since), 'value 2')
})

t.test('after a reading that failed, the next callers wait, and get to know why', async t => {
  const reads = createReads([5000, -5000, -5000, 5000])
  const { clock, shared, start } = reads
  void shared(start)
  await clock.advance(6000)
  const since = clock.now()
  t.equal(await askBriefly(reads, since), 'late StillReading 5')
  await clock.advance(5000)
  const asked = askBriefly(reads, since)
  await clock.advance(5000)
  t.equal(await asked, 'unavailable Failed3 undefined')
})

t.test('after the clock was set, nobody is told to come back in an hour', async t => {
  let now = 10_000_000
  const waits: (() => void)[] = []
  const clock = { now: () => now, sleep: () => new Promise<void>(done => void waits.push(done)) }
  const ends: (() => void)[] = []
  const read = () => new Promise<void>(done => void ends.push(done))
  const shared = createSharedSnapshot({ clock, operation: 'X', read })
  const first = shared(now, { sendBefore: now + 10_000 })
  now += 5000
  ends[0]?.()
  await first
  void shared(now, { sendBefore: now + 10_000 })
  now -= 3600_000
  const fence = { sendBefore: now + 10_000, mostWaitMs: 2000 }
  const failure = await shared(now, fence).catch((error: AWSFailure) => error)
  t.match(failure, { code: 'StillReading', retryAfterSeconds: 5 })
  now += 7200_000
  const later = { sendBefore: now + 10_000, mostWaitMs: 2000 }
  const second = await shared(10_005_000, later).catch((error: AWSFailure) => error)
  t.match(second, { code: 'StillReading', retryAfterSeconds: 30 })
})

t.test('never older than asked, never two readings at once, never back in time', async t => {
  const durations = fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 1, maxLength: 5 })
  const asks = fc.array(
    fc.record({ after: fc.integer({ min: 0, max: 200 }), age: fc.integer({ min: 0, max: 500 }) }),
    {
      maxLength: 20
    }
  )
  await fc.assert(
    fc.asyncProperty(durations, asks, async (durations, asks) => {
      const { clock, shared, seen, mostRunning } = createReads(durations)
      const answers: Promise<boolean>[] = []
      for (const { after, age } of asks) {
        await clock.advance(after)
        const since = clock.now() - age
        const answer = shared(since).then(
          ({ asOf }) => asOf >= since,
          error => error instanceof AWSFailure && error.kind === 'unavailable'
        )
        answers.push(answer)
      }
      await clock.advance(10_000)
      const isForward = seen.every((asOf, i) => asOf >= (seen[i - 1] ?? 0))
      return (await Promise.all(answers)).every(Boolean) && isForward && mostRunning() <= 1
    }),
    { numRuns: 60 }
  )
  t.pass()
})
