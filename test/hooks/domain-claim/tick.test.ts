import t from 'tap'
import { untilTick } from '../../../hooks/domain-claim/tick.ts'

t.test('those who wait come together at the next tick', async t => {
  const start = Date.UTC(2026, 0, 1)
  for (const [seconds, now, expected] of [
    [2, start, 5],
    [5, start, 5],
    [5, start + 1, 9.999],
    [2, start + 2999, 2.001],
    [0.5, start + 4400, 0.6],
    [60, start + 1000, 64],
    [1, start + 4500, 5.5]
  ] as const)
    t.equal(untilTick(seconds, now), expected, `${seconds} s from ${now - start} ms`)
})
