import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { createVirtualClock } from '../../simulator/virtual-clock.ts'

t.test('time stands still until the clock runs', async t => {
  const clock = createVirtualClock(1000)
  t.equal(clock.now(), 1000)
  let isAwake = false
  void clock.sleep(50).then(() => {
    isAwake = true
  })
  await turn()
  t.equal(isAwake, false)
  await clock.advance(49)
  t.same([clock.now(), isAwake], [1049, false])
  await clock.advance(1)
  t.same([clock.now(), isAwake], [1050, true])
})

t.test('sleepers wake in order of time, then of arrival', async t => {
  const clock = createVirtualClock(0)
  const order: string[] = []
  const note = (name: string, milliseconds: number) =>
    clock.sleep(milliseconds).then(() => order.push(`${name}@${clock.now()}`))
  void note('c', 20)
  void note('a', 10)
  void note('b', 10)
  void note('now', 0)
  t.equal(await clock.runUntil('settled'), 'settled')
  t.same(order, ['now@0', 'a@10', 'b@10', 'c@20'])
})

t.test('all that a timer sets off is done before the next one', async t => {
  const clock = createVirtualClock(0)
  const order: string[] = []
  void clock.sleep(10).then(async () => {
    for (let i = 0; i < 50; i++) await turn()
    await new Promise<void>(resolve => process.nextTick(resolve))
    order.push('long chain')
  })
  void clock.sleep(11).then(() => order.push('next'))
  await clock.runUntil('settled')
  t.same(order, ['long chain', 'next'])
})

t.test('why it stops', async t => {
  const clock = createVirtualClock(0)
  let count = 0
  const stopping = new AbortController()
  const tick = async () => {
    while (!stopping.signal.aborted) {
      await clock.sleep(10, stopping.signal).catch(() => undefined)
      count++
    }
  }
  void tick()
  t.equal(await clock.runUntil(() => count === 3), 'reached')
  t.equal(clock.now(), 30)
  t.equal(await clock.runUntil(() => false, { until: 55 }), 'limit')
  t.equal(count, 5)
  t.equal(await clock.runUntil(() => false, { within: 20 }), 'limit')
  t.equal(count, 7)
  t.equal(await clock.runUntil('settled', { jumps: 3 }), 'limit')
  t.equal(count, 10)
  t.equal(clock.sleeping(), 1)
  stopping.abort()
  t.equal(await clock.runUntil('settled'), 'settled')
  t.equal(clock.sleeping(), 0)
})

t.test('a sleep that is aborted rejects with the reason', async t => {
  const clock = createVirtualClock(0)
  const reason = new Error('enough')
  await t.rejects(clock.sleep(10, AbortSignal.abort(reason)), reason)
  const stopping = new AbortController()
  const sleeping = clock.sleep(10, stopping.signal)
  stopping.abort(reason)
  await t.rejects(sleeping, reason)
})
