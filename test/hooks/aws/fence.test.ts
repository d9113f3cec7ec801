import t from 'tap'
import { checkFence, fenceFrom } from '../../../hooks/aws/fence.ts'
import { createVirtualClock } from '../../../simulator/virtual-clock.ts'

const times = { sendWithinSeconds: 10, callTimeoutSeconds: 5 }

t.test('a fence stands so many seconds after the request came', async t => {
  const clock = createVirtualClock(1_000_000)
  const { signal } = new AbortController()
  t.strictSame(fenceFrom(clock, times), { sendBefore: 1_010_000 })
  t.strictSame(fenceFrom(clock, times, signal), { sendBefore: 1_010_000, signal })
})

t.test('it lets through what comes before it, and nothing at it', async t => {
  const clock = createVirtualClock()
  const fence = fenceFrom(clock, times)
  checkFence(fence, clock, 'X')
  await clock.advance(9999)
  checkFence(fence, clock, 'X')
  await clock.advance(1)
  t.throws(() => checkFence(fence, clock, 'X'), {
    name: 'AWSFailure',
    kind: 'late',
    operation: 'X'
  })
})

t.test('it lets nothing through for somebody who has gone', async t => {
  const clock = createVirtualClock()
  const fence = fenceFrom(clock, times, AbortSignal.abort())
  t.throws(() => checkFence(fence, clock, 'X'), { name: 'AWSFailure', kind: 'late' })
})
