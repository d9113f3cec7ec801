import t from 'tap'
import { createBudget } from '../../../hooks/aws/budget.ts'
import { createCallQueue } from '../../../hooks/aws/call-queue.ts'
import { AWSFailure } from '../../../hooks/aws/failure.ts'
import { createVirtualClock } from '../../../simulator/virtual-clock.ts'

function createQueue() {
  const clock = createVirtualClock()
  const start = clock.now()
  const queue = createCallQueue({ intervalMs: 1000, slackMs: 500, mostWaitMs: 2000, clock })
  return {
    clock,
    queue,
    mayCall: (id: string, namespace = 'shop', earliest = clock.now() - start) =>
      queue.mayCall({ id, namespace }, start + earliest),
    join: (id: string, earliest = 0, namespace = 'shop') =>
      queue.join({ id, namespace }, start + earliest) - start
  }
}

t.test('places are one interval apart, and kept', async t => {
  const { join, mayCall } = createQueue()
  t.ok(mayCall('a'), 'the queue is empty')
  t.strictSame(
    [join('a', 3000), join('b', 3000), join('c', 3000), join('b', 3000)],
    [3000, 4000, 5000, 4000]
  )
  t.notOk(mayCall('a'))
  t.notOk(mayCall('newcomer', 'shop', 3000), 'a newcomer does not overtake')
})

t.test('a caller on time may call, and keeps its place when the slot is taken', async t => {
  const { clock, join, mayCall } = createQueue()
  join('a', 3000)
  join('b', 3000)
  await clock.advance(2500)
  t.ok(mayCall('a'))
  t.notOk(mayCall('b'))
  t.equal(join('a', 3200), 3200, 'the next slot, not the end of the queue')
  t.equal(join('c', 3000), 5000)
})

t.test('the queue is empty when all callers have come', async t => {
  const { clock, join, mayCall, queue } = createQueue()
  join('a', 1000)
  await clock.advance(1000)
  queue.leave('a')
  t.ok(mayCall('newcomer'))
})

t.test('while urgent calls overtake the queue, it moves half as fast', async t => {
  const { clock, join, queue } = createQueue()
  queue.expectUrgentCalls()
  t.strictSame([join('a', 1000), join('b', 1000), join('c', 1000)], [1000, 3000, 5000])
  await clock.advance(5000)
  for (const id of ['a', 'b', 'c']) queue.leave(id)
  t.equal(join('d', 6000), 6000)
})

t.test('while urgent calls go on, places leave them the share that they took', async t => {
  const { clock, join, queue } = createQueue()
  for (let i = 0; i < 10; i++) {
    await clock.advance(2000)
    queue.noteUrgentCall()
  }
  const times = Array.from({ length: 31 }, (_, i) => join(`a-${i}`, 20_000))
  t.strictSame([times[0], times[10], times[20]], [20_000, 40_000, 60_000], 'every other slot')
  t.equal(times[30], 70_000, 'but urgent calls may end at any time')
  await clock.advance(5000)
  t.ok(join('late', 25_000) <= 56_000, 'urgent calls do not come any more')
})

t.test('a clock that is set back ends the share of urgent calls', async t => {
  let now = 10_000_000
  const clock = { now: () => now, sleep: async () => undefined }
  const queue = createCallQueue({ intervalMs: 100, slackMs: 500, mostWaitMs: 2000, clock })
  for (let i = 0; i < 100; i++) queue.noteUrgentCall()
  now -= 600_000
  queue.noteUrgentCall()
  const times = Array.from({ length: 101 }, (_, i) =>
    queue.join({ id: `a-${i}`, namespace: 'shop' }, now)
  )
  t.ok((times[100] ?? 0) - now <= 16_000, `${(times[100] ?? 0) - now} ms`)
})

t.test('a clock that is set back empties the queue', async t => {
  let now = 10_000_000
  const clock = { now: () => now, sleep: async () => undefined }
  const queue = createCallQueue({ intervalMs: 1000, slackMs: 500, mostWaitMs: 2000, clock })
  const caller = { id: 'a', namespace: 'shop' }
  queue.join(caller, now + 3000)
  now -= 3_600_000
  t.ok(queue.mayCall(caller, now))
})

t.test('a clock that is set back does not keep places twice as far apart', async t => {
  let now = 10_000_000
  const clock = { now: () => now, sleep: async () => undefined }
  const queue = createCallQueue({ intervalMs: 1000, slackMs: 500, mostWaitMs: 2000, clock })
  queue.expectUrgentCalls()
  now -= 3_600_000
  const places = ['a', 'b', 'c'].map(id => queue.join({ id, namespace: 'shop' }, now) - now)
  t.strictSame(places, [0, 1000, 2000])
})

t.test(
  'a namespace with a long line does not keep the first caller of another waiting',
  async t => {
    const { clock, join, mayCall, queue } = createQueue()
    const crowd = Array.from({ length: 100 }, (_, i) => join(`crowd-${i}`, 1000, 'crowd'))
    t.strictSame(
      crowd,
      Array.from({ length: 100 }, (_, i) => 1000 * (i + 1))
    )
    t.equal(join('a', 1000), 11_000, 'it waits for the first ten of the crowd')
    t.notOk(mayCall('crowd-100', 'crowd'))
    await clock.advance(20_000)
    t.ok(mayCall('b'), 'and now for nobody')
    for (let i = 0; i < 95; i++) queue.leave(`crowd-${i}`)
    t.equal(join('crowd-100', 21_000, 'crowd'), 21_000, 'the others have left this slot')
  }
)

t.test('a place that nobody comes back for is given up after ten minutes', async t => {
  const { clock, join, queue } = createQueue()
  join('a', 90_000)
  await clock.advance(90_900)
  t.equal(queue.length(), 1)
  await clock.advance(509_100)
  t.equal(queue.length(), 0, 'it is not expected any more')
  join('b', 600_000)
  t.equal(join('a', 600_000), 600_000, 'it is still the first')
  await clock.advance(800_000)
  t.equal(join('b', 1_400_000), 1_400_000)
  t.equal(join('a', 1_400_000), 1_401_000)
})

/**
 * Lets many callers come at once, each of which comes back when it is told to, but not within the
 * pause (ms since the start): whoever is told to come then comes at its end.
 * @returns when each could call (ms), in which order, how many tries that took, and the longest
 * wait (ms)
 */
async function playRush(count: number, pause = { from: 0, to: 0 }) {
  const clock = createVirtualClock()
  const start = clock.now()
  const take = createBudget({ perSecond: 5, burst: 1, mostWaitSeconds: 1 }, clock)
  const turns: number[] = []
  const inOrder: number[] = []
  let tries = 0
  let longestWait = 0
  async function come(number: number): Promise<void> {
    const passed = clock.now() - start
    if (passed >= pause.from && passed < pause.to) await clock.sleep(pause.to - passed)
    const callerID = `claim-${number}`
    tries += 1
    const cameAt = clock.now()
    try {
      await take('RequestCertificate', { sendBefore: clock.now() + 10_000, callerID })
      turns.push(clock.now() - start)
      inOrder.push(number)
      longestWait = Math.max(longestWait, clock.now() - cameAt)
    } catch (error) {
      if (!(error instanceof AWSFailure)) throw error
      await clock.sleep((error.retryAfterSeconds ?? 1) * 1000 + 50)
      return come(number)
    }
  }
  for (let i = 0; i < count; i++) void come(i)
  await clock.runUntil(() => turns.length === count, { within: 3_600_000 })
  return { turns, inOrder, tries, longestWait }
}

function retryOf(error: unknown): number {
  if (!(error instanceof AWSFailure)) throw error
  return error.retryAfterSeconds ?? 1
}

t.test(
  'a rush: the rate is used to the full, hardly anybody waits, hardly anybody comes twice',
  async t => {
    const count = 1000
    const { turns, tries, longestWait } = await playRush(count)
    t.equal(turns.length, count)
    const last = turns.at(-1) ?? 0
    t.ok(last <= count * 200 * 1.01, `${last} ms`)
    t.ok(last >= (count - 1) * 200, `${last} ms`)
    t.ok(tries <= 2 * count, `${tries} tries`)
    t.ok(longestWait <= 1000, `${longestWait} ms`)
  }
)

t.test('beside urgent calls, hardly anybody comes a third time', async t => {
  const clock = createVirtualClock()
  const take = createBudget({ perSecond: 10, burst: 1, mostWaitSeconds: 1 }, clock)
  let left = 300
  let tries = 0
  async function come(number: number): Promise<void> {
    const callerID = `claim-${number}`
    const namespace = `team-${number % 20}`
    tries += 1
    try {
      await take('X', { sendBefore: clock.now() + 10_000, callerID, namespace })
      left -= 1
    } catch (error) {
      await clock.sleep(Math.max(1, Math.floor(retryOf(error))) * 1000 + 50)
      return come(number)
    }
  }
  async function urge(): Promise<void> {
    for (let i = 0; left > 0; i++) {
      const fence = {
        sendBefore: clock.now() + 10_000,
        callerID: `urgent-${i}`,
        isUrgent: true
      } as const
      await take('X', fence)
      await clock.sleep(200)
    }
  }
  void urge()
  await clock.advance(20_000)
  const start = clock.now()
  for (let i = 0; i < 300; i++) void come(i)
  await clock.runUntil(() => left === 0, { within: 600_000 })
  t.ok(clock.now() - start <= 66_000, `${clock.now() - start} ms`)
  t.ok(tries <= 2.3 * 300, `${tries} tries`)
})

t.test('a rush that is held up: all slots move, hardly anybody comes a fourth time', async t => {
  const count = 1000
  const { turns, inOrder, tries, longestWait } = await playRush(count, { from: 20_000, to: 50_000 })
  const last = turns.at(-1) ?? 0
  t.ok(last <= count * 200 * 1.01 + 30_000, `${last} ms`)
  t.ok(tries <= 3 * count, `${tries} tries`)
  t.ok(longestWait <= 1000, `${longestWait} ms`)
  const late = inOrder.map((number, turn) => turn - number)
  t.ok(Math.max(...late) <= 20, `somebody let ${Math.max(...late)} others pass`)
})

t.test('a line that is late does not keep another namespace waiting', async t => {
  const { clock, join, mayCall, queue } = createQueue()
  const crowd = Array.from({ length: 100 }, (_, i) => `crowd-${i}`)
  for (const id of crowd) join(id, 1000, 'crowd')
  for (const id of crowd.slice(0, 10)) queue.leave(id)
  await clock.advance(60_000)
  for (const id of crowd.slice(10, 60)) join(id, 62_000, 'crowd')
  t.notOk(mayCall('crowd-100', 'crowd'))
  t.ok(mayCall('a'))
})

t.test('callers who never come back do not keep the others waiting', async t => {
  const { clock, join, mayCall } = createQueue()
  for (let i = 0; i < 100; i++) join(`gone-${i}`, 1000)
  await clock.advance(107_000)
  t.ok(mayCall('a'))
})

t.test('callers who have left do not keep newcomers waiting, wherever they were', async t => {
  const { join, mayCall, queue } = createQueue()
  for (let i = 0; i < 100; i++) join(`gone-${i}`, 1000)
  join('stays', 1000)
  for (let i = 0; i < 100; i++) queue.leave(`gone-${i}`)
  t.equal(join('new', 1000), 1000)
  t.notOk(mayCall('newer', 'shop', 1000), 'it does not overtake')
  t.equal(join('newer', 1000), 2000)
})

t.test('those who stay keep their order when most others leave', async t => {
  const { clock, join, mayCall, queue } = createQueue()
  for (let i = 0; i < 1000; i++) join(`a-${i}`, 1000)
  await clock.advance(20_000)
  for (let i = 0; i < 900; i++) queue.leave(`a-${i}`)
  t.equal(join('new', 21_000), 21_000, 'a slot of those who have left')
  t.notOk(mayCall('newer', 'shop', 21_000))
  await clock.advance(880_500)
  t.ok(mayCall('a-900'))
  t.notOk(mayCall('a-902'))
})

t.test('a namespace that has been in the long line does not hold up the short one', async t => {
  const { join, queue } = createQueue()
  for (let i = 0; i < 30; i++) join(`a-${i}`, 1000)
  for (let i = 0; i < 25; i++) queue.leave(`a-${i}`)
  join('a-30', 1000)
  t.ok(join('b', 1000, 'blog') <= 3000)
})

t.test('an urgent call holds up the others for seconds only', async t => {
  const { join, queue } = createQueue()
  for (let i = 0; i < 100; i++) join(`a-${i}`, 1000)
  queue.expectUrgentCalls()
  t.equal(join('late', 1000), 106_000)
})

t.test('a caller that comes minutes late is still before the others', async t => {
  const { clock, join } = createQueue()
  for (let i = 0; i < 300; i++) join(`a-${i}`, 1000)
  await clock.advance(120_000)
  t.equal(join('a-0', 121_000), 121_000)
  t.equal(join('a-1', 121_000), 122_000)
})

t.test('in a late queue, too, slots are left for urgent calls', async t => {
  const { clock, join, queue } = createQueue()
  for (let i = 0; i < 4; i++) join(`a-${i}`, 1000)
  await clock.advance(4000)
  queue.expectUrgentCalls()
  t.strictSame(
    [0, 1, 2, 3].map(i => join(`a-${i}`, 5000)),
    [5000, 7000, 9000, 11_000]
  )
})

t.test('a clock that is set back empties a late queue', async t => {
  let now = 10_000_000
  const clock = { now: () => now, sleep: async () => undefined }
  const queue = createCallQueue({ intervalMs: 200, slackMs: 500, mostWaitMs: 2000, clock })
  const callers = Array.from({ length: 450 }, (_, i) => ({ id: `a-${i}`, namespace: 'shop' }))
  for (const caller of callers) queue.join(caller, now)
  now += 50_000
  for (const caller of callers) queue.join(caller, now)
  now -= 195_000
  t.ok(queue.mayCall({ id: 'a-249', namespace: 'shop' }, now))
})

t.test('a caller whose slot comes after its fence keeps its place in the order', async t => {
  const clock = createVirtualClock()
  const take = createBudget({ perSecond: 1, burst: 1, mostWaitSeconds: 2 }, clock)
  const comes = async (callerID: string, withinMs = 10_000) => {
    const failure = await take('X', { sendBefore: clock.now() + withinMs, callerID }).then(
      () => undefined,
      (error: AWSFailure) => error
    )
    return failure?.retryAfterSeconds
  }
  await comes('first')
  t.equal(await comes('a', 1000), 1, 'it has no time for its slot')
  for (let i = 0; i < 20; i++) await comes(`b-${i}`)
  await clock.advance(500)
  void comes('urgent')
  t.ok(Number(await comes('a', 400)) <= 2, 'and again')
})

t.test('an urgent call overtakes the queue, and is not sent to its end', async t => {
  const clock = createVirtualClock()
  const take = createBudget({ perSecond: 5, burst: 1, mostWaitSeconds: 1 }, clock)
  const waits: number[] = []
  for (let i = 0; i < 100; i++) {
    const work = take('X', { sendBefore: clock.now() + 10_000, callerID: `patient-${i}` })
    work.catch(error => waits.push((error as AWSFailure).retryAfterSeconds ?? 0))
  }
  await clock.advance(1000)
  t.ok(Math.max(...waits) > 15, 'the queue is long')
  let at = 0
  void take('X', { sendBefore: clock.now() + 10_000, callerID: 'urgent', isUrgent: true }).then(
    () => {
      at = clock.now()
    }
  )
  const start = clock.now()
  await clock.advance(2000)
  t.ok(at > 0 && at - start <= 1000, `${at - start} ms`)
})

t.test('a caller that cannot come back waits', async t => {
  const clock = createVirtualClock()
  const take = createBudget({ perSecond: 1, burst: 1, mostWaitSeconds: 1 }, clock)
  const ends: string[] = []
  for (let i = 0; i < 4; i++) {
    const work = take('ListCertificates', { sendBefore: clock.now() + 30_000 })
    work.then(
      () => ends.push('ok'),
      () => ends.push('refused')
    )
  }
  await clock.advance(4000)
  t.strictSame(ends, ['ok', 'ok', 'ok', 'ok'])
})
