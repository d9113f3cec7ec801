import t from 'tap'
import { systemClock } from '../hooks/clock.ts'

t.test('sleep resolves after the time', async t => {
  const start = systemClock.now()
  await systemClock.sleep(5)
  t.ok(systemClock.now() - start >= 4)
})

t.test('sleep rejects with the reason of the signal', async t => {
  const reason = new Error('client gone')
  await t.rejects(systemClock.sleep(1000, AbortSignal.abort(reason)), reason)
  const controller = new AbortController()
  const sleeping = systemClock.sleep(1000, controller.signal)
  controller.abort(reason)
  await t.rejects(sleeping, reason)
})
