import t from 'tap'
import { tickSeconds, untilTick } from '../../../../hooks/domain-claim/report/tick.ts'

t.test('those who wait come together at the next tick', async t => {
  const start = Date.UTC(2026, 0, 1)
  for (const [seconds, now, expected] of [
    [2, start, 5],
    [5, start, 5],
    [5, start + 50, 4.95],
    [10, start + 50, 9.95],
    [2, start + 2999, 2.001],
    [1, start + 4500, 5.5],
    [60, start + 1000, 59],
    [63, start, 65]
  ] as const)
    t.equal(untilTick(seconds, now), expected, `${seconds} s from ${now - start} ms`)
  for (const [seconds, now, expected] of [
    [2, start, 2],
    [2, start + 999, 1.001],
    [2, start + 1001, 2.999],
    [1, start + 500, 1.5],
    [30, start, 30]
  ] as const)
    t.equal(untilTick(seconds, now, tickSeconds.going), expected, `${seconds} s, just deleted`)
})
