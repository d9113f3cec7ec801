import t from 'tap'
import { createBudget } from '../../../hooks/aws/budget.ts'
import { createCaller } from '../../../hooks/aws/caller.ts'
import { createEdge, outcomeOf } from './edge.ts'

/** A caller of AWS with a budget of one call a second. */
function createCalls() {
  const edge = createEdge()
  const budget = createBudget({ perSecond: 1, burst: 1 }, edge.clock)
  const call = createCaller({ clock: edge.clock, budgetOf: () => budget, callTimeoutSeconds: 5 })
  return { ...edge, call, start: edge.clock.now() }
}

t.test('nothing is sent at or after the fence', async t => {
  const { clock, call, start, newFence } = createCalls()
  const sent: number[] = []
  const fence = newFence()
  const work = Array.from({ length: 20 }, () =>
    outcomeOf(call('X', fence, async () => sent.push(clock.now() - start)))
  )
  await clock.advance(60_000)
  t.strictSame(sent, [0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000])
  t.equal((await Promise.all(work)).filter(outcome => outcome === 'late BudgetUsedUp').length, 10)
})

t.test('a call that reaches AWS late does not bring the next call too close', async t => {
  const { clock, newFence } = createEdge()
  const budget = createBudget({ perSecond: 1, burst: 1, isFromEnd: true }, clock)
  const call = createCaller({ clock, budgetOf: () => budget, callTimeoutSeconds: 5 })
  const start = clock.now()
  const arrived: number[] = []
  // A pool sync of 1,000 hostnames keeps the process busy for this long.
  const holdUps = [700, 0, 0]
  const listPages = async () => {
    for (const holdUp of holdUps)
      await call('ListCertificates', newFence(), async () => {
        await clock.sleep(holdUp)
        arrived.push(clock.now() - start)
      })
  }
  const work = listPages()
  await clock.advance(10_000)
  await work
  t.strictSame(arrived, [700, 1700, 2700], 'no two calls arrive within one second')
})

t.test('a fence that is passed while the budget is awaited holds', async t => {
  const { clock, newFence } = createEdge()
  const call = createCaller({
    clock,
    budgetOf: () => () => clock.sleep(10_000),
    callTimeoutSeconds: 5
  })
  let sent = false
  const work = outcomeOf(
    call('X', newFence(), async () => {
      sent = true
    })
  )
  await clock.advance(10_000)
  t.equal(await work, 'late NotSent')
  t.notOk(sent)
})

t.test('nothing is sent after the client has gone', async t => {
  const { clock, call, start, newFence } = createCalls()
  const gone = new AbortController()
  const sent: string[] = []
  const work = ['ours', 'gone', 'gone', 'ours'].map(who =>
    outcomeOf(
      call('X', newFence(who === 'gone' ? gone.signal : undefined), async () =>
        sent.push(`${who} ${clock.now() - start}`)
      )
    )
  )
  await clock.advance(500)
  gone.abort(new Error('the caller has gone'))
  await clock.advance(10_000)
  t.strictSame(sent, ['ours 0', 'ours 1000'])
  t.strictSame(await Promise.all(work), ['ok', 'late BudgetUsedUp', 'late BudgetUsedUp', 'ok'])
})

t.test(
  'a call that was sent is awaited although the client goes: what it did has to be known',
  async t => {
    const { clock, call, newFence } = createCalls()
    const gone = new AbortController()
    const work = outcomeOf(call('X', newFence(gone.signal), () => clock.sleep(1000)))
    await clock.advance(500)
    gone.abort()
    await clock.advance(500)
    t.equal(await work, 'ok')
  }
)

t.test('each call ends within its timeout, and is aborted then', async t => {
  const { clock, call, start, newFence } = createCalls()
  let aborted = 0
  let endedAt = 0
  const work = call('X', newFence(), signal => {
    signal.addEventListener('abort', () => {
      aborted = clock.now() - start
    })
    return new Promise(() => undefined)
  })
  const outcome = outcomeOf(work).finally(() => {
    endedAt = clock.now() - start
  })
  await clock.advance(4999)
  t.equal(endedAt, 0)
  await clock.advance(1)
  t.equal(await outcome, 'unavailable Timeout')
  t.strictSame([aborted, endedAt], [5000, 5000])
})

t.test('a call that fails because it was aborted at its timeout says so', async t => {
  const { clock, call, newFence } = createCalls()
  const work = outcomeOf(
    call('X', newFence(), signal => {
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () =>
          reject(Object.assign(new Error('aborted'), { name: 'AbortError' }))
        )
      })
    })
  )
  await clock.advance(5000)
  t.equal(await work, 'unavailable Timeout')
})

t.test('no timer is left behind', async t => {
  const { clock, call, newFence } = createCalls()
  await call('X', newFence(), async () => undefined)
  t.equal(clock.sleeping(), 0, 'after an answer')
  await clock.advance(1000)
  t.equal(
    await outcomeOf(call('X', newFence(), () => Promise.reject(new Error('no')))),
    'unavailable Error'
  )
  t.equal(clock.sleeping(), 0, 'after a failure')
  await clock.advance(1000)
  const throwing = call('X', newFence(), () => {
    throw new Error('no')
  })
  t.equal(await outcomeOf(throwing), 'unavailable Error')
  t.equal(clock.sleeping(), 0, 'after a failure to send')
})

t.test('the answer is handed on as it is', async t => {
  const { call, newFence } = createCalls()
  t.strictSame(await call('X', newFence(), async () => ({ a: 1 })), { a: 1 })
})
