import fc from 'fast-check'
import t from 'tap'
import { createBudget } from '../../../hooks/aws/budget.ts'
import type { AWSFailure } from '../../../hooks/aws/failure.ts'
import { createVirtualClock } from '../../../simulator/virtual-clock.ts'
import { outcomeOf } from './edge.ts'

type Arrival = { after: number; patience: number; goesAfter: number | undefined }

const arrivals = fc.array(
  fc.record({
    after: fc.integer({ min: 0, max: 700 }),
    patience: fc.integer({ min: 1, max: 10_000 }),
    goesAfter: fc.option(fc.integer({ min: 0, max: 5000 }), { nil: undefined })
  }),
  { maxLength: 40 }
)
const rates = fc.record({
  perSecond: fc.constantFrom(0.9, 1, 4.8, 9, 10),
  burst: fc.integer({ min: 1, max: 6 })
})

/**
 * Lets callers come, wait and go.
 * @returns the calls that passed, in order, and how each call ended
 */
async function play(rate: { perSecond: number; burst: number }, calls: readonly Arrival[]) {
  const clock = createVirtualClock()
  const start = clock.now()
  const take = createBudget(rate, clock)
  const passed: { number: number; at: number; until: number }[] = []
  const ended: string[] = []
  for (const [number, { after, patience, goesAfter }] of calls.entries()) {
    await clock.advance(after)
    const gone = new AbortController()
    const until = clock.now() + patience
    if (goesAfter !== undefined) void clock.sleep(goesAfter).then(() => gone.abort())
    const work = take('ListCertificates', { sendBefore: until, signal: gone.signal }).then(() => {
      passed.push({ number, at: clock.now() - start, until: until - start })
    })
    void outcomeOf(work).then(outcome => {
      ended[number] = outcome
    })
  }
  await clock.advance(100_000)
  return { passed, ended, sleeping: clock.sleeping() }
}

t.test('never more than the rate allows, in no stretch of time', async t => {
  await fc.assert(
    fc.asyncProperty(rates, arrivals, async (rate, calls) => {
      const { passed, ended, sleeping } = await play(rate, calls)
      for (const [i, first] of passed.entries()) {
        for (const [j, last] of passed.slice(i).entries()) {
          const allowed = rate.burst + ((last.at - first.at) / 1000) * rate.perSecond
          if (j + 1 > allowed + 1e-6) return false
        }
      }
      const inOrder = passed.every((call, i) => call.number > (passed[i - 1]?.number ?? -1))
      const inTime = passed.every(({ at, until }) => at < until)
      return inOrder && inTime && sleeping === 0 && ended.filter(Boolean).length === calls.length
    }),
    { numRuns: 60 }
  )
  t.pass()
})

t.test('what is not hindered by the rate does not wait', async t => {
  const { passed } = await play({ perSecond: 1, burst: 3 }, [
    { after: 0, patience: 1, goesAfter: undefined },
    { after: 0, patience: 1, goesAfter: undefined },
    { after: 0, patience: 1, goesAfter: undefined },
    { after: 2000, patience: 1, goesAfter: undefined },
    { after: 0, patience: 1, goesAfter: undefined }
  ])
  t.strictSame(
    passed.map(({ at }) => at),
    [0, 0, 0, 2000, 2000]
  )
})

t.test('what cannot be sent before its fence is refused at once', async t => {
  const clock = createVirtualClock()
  const take = createBudget({ perSecond: 1, burst: 1 }, clock)
  const sendBefore = clock.now() + 3000
  const outcomes: string[] = []
  for (let i = 0; i < 5; i++)
    void outcomeOf(take('X', { sendBefore })).then(outcome => outcomes.push(outcome))
  await clock.advance(0)
  t.strictSame(
    outcomes,
    ['ok', 'late BudgetUsedUp', 'late BudgetUsedUp'],
    'two wait for 1 s and 2 s'
  )
  await clock.advance(2000)
  t.strictSame(outcomes.slice(3), ['ok', 'ok'])
})

t.test('who goes while waiting leaves his turn to those behind', async t => {
  const clock = createVirtualClock()
  const start = clock.now()
  const take = createBudget({ perSecond: 1, burst: 1 }, clock)
  const gone = new AbortController()
  const sendBefore = start + 10_000
  const ends: [string, string, number][] = []
  for (const [name, signal] of [['first'], ['leaves', gone.signal], ['behind']] as const) {
    const work = take('X', signal === undefined ? { sendBefore } : { sendBefore, signal })
    void outcomeOf(work).then(outcome => ends.push([name, outcome, clock.now() - start]))
  }
  await clock.advance(500)
  gone.abort()
  await clock.advance(5000)
  t.strictSame(ends, [
    ['first', 'ok', 0],
    ['leaves', 'late BudgetUsedUp', 500],
    ['behind', 'ok', 1000]
  ])
})

t.test('who has gone already takes nothing', async t => {
  const clock = createVirtualClock()
  const take = createBudget({ perSecond: 1, burst: 1 }, clock)
  const sendBefore = clock.now() + 1
  t.equal(
    await outcomeOf(take('X', { sendBefore, signal: AbortSignal.abort() })),
    'late BudgetUsedUp'
  )
  t.equal(await outcomeOf(take('X', { sendBefore })), 'ok')
})

t.test('a clock that is put back does not close the budget', async t => {
  let now = 10_000_000
  const sleep = async (milliseconds: number) => {
    now += milliseconds
  }
  const take = createBudget({ perSecond: 1, burst: 1 }, { now: () => now, sleep })
  await take('X', { sendBefore: now + 1 })
  now -= 3_600_000
  t.equal(await outcomeOf(take('X', { sendBefore: now + 10_000 })), 'ok')
})

t.test('… and nobody is told to come back an hour later', async t => {
  const clock = createVirtualClock()
  let backMs = 0
  const now = () => clock.now() - backMs
  const rate = { perSecond: 5, burst: 1, mostWaitSeconds: 1 }
  const take = createBudget(rate, { ...clock, now })
  const comeBackAfter = (callerID: string) =>
    take('X', { sendBefore: now() + 10_000, callerID }).then(
      () => 0,
      ({ retryAfterSeconds }: AWSFailure) => retryAfterSeconds ?? Number.POSITIVE_INFINITY
    )
  const before = Array.from({ length: 30 }, (_, i) => comeBackAfter(`${i}`))
  backMs = 3_600_000
  const last = await comeBackAfter('30')
  t.ok(last < 10, `${last} s`)
  await clock.advance(10_000)
  await Promise.all(before)
})
