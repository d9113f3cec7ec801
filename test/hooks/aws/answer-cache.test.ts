import t from 'tap'
import { createAnswerCache } from '../../../hooks/aws/answer-cache.ts'
import { AWSFailure } from '../../../hooks/aws/failure.ts'
import { type Fence, fenceFrom } from '../../../hooks/aws/fence.ts'
import { createVirtualClock } from '../../../simulator/virtual-clock.ts'
import { fenceTimes, outcomeOf } from './edge.ts'

function createWorld(most = 100) {
  const clock = createVirtualClock()
  const newFence = (signal?: AbortSignal) => fenceFrom(clock, fenceTimes, signal)
  const cache = createAnswerCache<string>({
    clock,
    most,
    operation: 'GetChange',
    keepFor: value => (value === 'short' ? 5000 : 60_000),
    sharedFence: () => newFence()
  })
  let asked = 0
  const ask = async (value: string) => {
    asked++
    await clock.sleep(100)
    if (value === 'fail') throw new AWSFailure('unavailable', 'GetChange', 'Failed', 'words')
    return value
  }
  const get = (key: string, value: string, fence: Fence = newFence()) =>
    cache.get(key, fence, () => ask(value))
  return { clock, cache, newFence, get, asked: () => asked }
}

t.test('one call for all who ask for the same', async t => {
  const { clock, get, asked } = createWorld()
  const all = Array.from({ length: 200 }, (_, i) =>
    get(i % 2 === 0 ? 'a' : 'b', i % 2 === 0 ? 'A' : 'B')
  )
  await clock.advance(100)
  t.strictSame((await Promise.all(all)).slice(0, 3), ['A', 'B', 'A'])
  t.equal(asked(), 2)
  t.equal(clock.sleeping(), 0)
})

t.test('cache are good for as long as is said of them, from when they were asked for', async t => {
  const { clock, get } = createWorld()
  for (const [value, good] of [
    ['short', 5000],
    ['long', 60_000]
  ] as const) {
    const first = get(value, value)
    await clock.advance(good - 1)
    t.equal(await get(value, 'newer'), await first)
    await clock.advance(1)
    const second = get(value, 'newer')
    await clock.advance(100)
    t.equal(await second, 'newer')
  }
})

t.test('a failure reaches all who wait, and is not kept', async t => {
  const { clock, get, asked } = createWorld()
  const all = [outcomeOf(get('a', 'fail')), outcomeOf(get('a', 'fail'))]
  await clock.advance(100)
  t.strictSame(await Promise.all(all), ['unavailable Failed', 'unavailable Failed'])
  const again = get('a', 'A')
  await clock.advance(100)
  t.equal(await again, 'A')
  t.equal(asked(), 2)
})

t.test('the first to ask may go without harm to the others', async t => {
  const { clock, get, newFence, asked } = createWorld()
  const gone = new AbortController()
  const first = outcomeOf(get('a', 'A', newFence(gone.signal)))
  const second = get('a', 'A')
  await clock.advance(50)
  gone.abort()
  await clock.advance(50)
  t.equal(await first, 'late StillWaiting')
  t.equal(await second, 'A')
  t.equal(asked(), 1)
})

t.test('past the fence nothing is asked, but what is known is told', async t => {
  const { clock, get, cache, asked } = createWorld()
  t.equal(await outcomeOf(get('a', 'A', { sendBefore: clock.now() })), 'late NotSent')
  cache.put('a', 'known')
  t.equal(await get('a', 'A', { sendBefore: clock.now() }), 'known')
  t.equal(asked(), 0)
})

t.test('what is put in needs no asking, and holds against a call that was under way', async t => {
  const { clock, get, cache, asked } = createWorld()
  const old = get('a', 'old')
  cache.put('a', 'new')
  await clock.advance(100)
  t.equal(await old, 'old')
  await clock.advance(10_000_000)
  t.equal(await get('a', 'asked'), 'new')
  t.equal(asked(), 1)
  cache.forget('a')
  const again = get('a', 'asked')
  await clock.advance(100)
  t.equal(await again, 'asked')
})

t.test('a call that fails does not take away what was put in meanwhile', async t => {
  const { clock, get, cache } = createWorld()
  const old = outcomeOf(get('a', 'fail'))
  cache.put('a', 'new')
  await clock.advance(100)
  t.equal(await old, 'unavailable Failed')
  t.equal(await get('a', 'asked'), 'new')
})

t.test('no more than so many are kept', async t => {
  const { cache, get, clock, asked } = createWorld(2)
  for (const key of ['a', 'b', 'c']) cache.put(key, key)
  t.strictSame(await Promise.all([get('b', 'x'), get('c', 'x')]), ['b', 'c'])
  t.equal(asked(), 0)
  const again = get('a', 'asked')
  await clock.advance(100)
  t.equal(await again, 'asked', 'the oldest answer was dropped')
})

t.test('for how long an answer is kept', async t => {
  const { cache, get, clock } = createWorld()
  t.equal(cache.keptFor('a'), 0, 'nothing is cached')
  const asked = get('a', 'short')
  t.equal(cache.keptFor('a'), 0, 'a call is in flight')
  await clock.advance(100)
  await asked
  t.equal(cache.keptFor('a'), 4900, 'counted from the start of the call')
  await clock.advance(10_000)
  t.equal(cache.keptFor('a'), 0, 'the answer is too old')
  cache.put('b', 'known', 30_000)
  t.equal(cache.keptFor('b'), 30_000)
})
