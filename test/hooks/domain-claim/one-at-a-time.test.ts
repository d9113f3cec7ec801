import t from 'tap'
import { type FenceTimes, fenceFrom } from '../../../hooks/aws/fence.ts'
import { Busy, createOneAtATime } from '../../../hooks/domain-claim/one-at-a-time.ts'
import { createVirtualClock } from '../../../simulator/virtual-clock.ts'

const times: FenceTimes = { sendWithinSeconds: 10, callTimeoutSeconds: 5 }

function createWorld() {
  const clock = createVirtualClock()
  const start = clock.now()
  const oneAtATime = createOneAtATime(clock)
  const log: string[] = []
  const say = (words: string) => log.push(`${(clock.now() - start) / 1000} ${words}`)
  /** A call that takes so many seconds. */
  const call = (key: string, name: string, seconds: number, signal?: AbortSignal) =>
    oneAtATime(key, fenceFrom(clock, times, signal), async () => {
      say(`${name} begins`)
      await clock.sleep(seconds * 1000)
      say(`${name} ends`)
      return name
    }).catch(error => {
      if (!(error instanceof Busy)) throw error
      say(`${name} is told to come later`)
    })
  return { clock, oneAtATime, log, call }
}

t.test('the calls for one key run one after another, in order', async t => {
  const { clock, log, call } = createWorld()
  const work = [call('a', 'one', 2), call('a', 'two', 2), call('a', 'three', 2)]
  await clock.advance(60_000)
  t.strictSame(await Promise.all(work), ['one', 'two', 'three'])
  t.strictSame(log, [
    '0 one begins',
    '2 one ends',
    '2 two begins',
    '4 two ends',
    '4 three begins',
    '6 three ends'
  ])
  t.equal(clock.sleeping(), 0, 'no timer is left')
})

t.test('those for different keys run side by side', async t => {
  const { clock, log, call } = createWorld()
  void call('a', 'a', 2)
  void call('b', 'b', 1)
  await clock.advance(60_000)
  t.strictSame(log, ['0 a begins', '0 b begins', '1 b ends', '2 a ends'])
})

t.test(
  'whose turn does not come before his fence is told so then, not when the turn comes',
  async t => {
    const { clock, log, call } = createWorld()
    void call('a', 'slow', 25)
    await clock.advance(1000)
    void call('a', 'late', 1)
    await clock.advance(60_000)
    t.strictSame(log, ['0 slow begins', '11 late is told to come later', '25 slow ends'])
    void call('a', 'next', 1)
    await clock.advance(2000)
    t.strictSame(log.slice(3), ['61 next begins', '62 next ends'])
  }
)

t.test('who was told to come later lets nobody pass before the slow one has ended', async t => {
  const { clock, log, call } = createWorld()
  void call('a', 'slow', 15)
  void call('a', 'late', 1)
  await clock.advance(12_000)
  void call('a', 'next', 1)
  await clock.advance(60_000)
  t.strictSame(log, [
    '0 slow begins',
    '10 late is told to come later',
    '15 slow ends',
    '15 next begins',
    '16 next ends'
  ])
})

t.test('who has gone is not run', async t => {
  const { clock, log, call } = createWorld()
  const gone = new AbortController()
  void call('a', 'one', 5)
  void call('a', 'gone', 1, gone.signal)
  void call('a', 'two', 1)
  await clock.advance(1000)
  gone.abort()
  await clock.advance(60_000)
  t.strictSame(log, [
    '0 one begins',
    '1 gone is told to come later',
    '5 one ends',
    '5 two begins',
    '6 two ends'
  ])
})

t.test('a call that fails is its own affair', async t => {
  const { clock, oneAtATime, call } = createWorld()
  const fence = fenceFrom(clock, times)
  const failing = oneAtATime('a', fence, async () => {
    throw new Error('broken')
  })
  const next = call('a', 'next', 1)
  await t.rejects(failing, { message: 'broken' })
  await clock.advance(2000)
  t.equal(await next, 'next')
})
