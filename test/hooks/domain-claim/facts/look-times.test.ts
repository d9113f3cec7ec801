import t from 'tap'
import {
  lastLookTime,
  lookPeriod,
  untilNextLook
} from '../../../../hooks/domain-claim/facts/look-times.ts'

const minute = 60_000
const hour = 60 * minute

t.test('the more pages a look has, the less often Ready claims look', async t => {
  for (const [pages, looks] of [
    [0, 8],
    [3, 8],
    [5, 8],
    [6, 7],
    [7, 6],
    [8, 5],
    [9, 4],
    [11, 4],
    [12, 3],
    [14, 3],
    [15, 2],
    [60, 2],
    [undefined, 2]
  ] as const) {
    t.equal(lookPeriod(pages), Math.floor(hour / looks), `${pages} pages`)
    if (looks > 2) t.ok(looks * (pages ?? 0) <= 44, 'and a look is never too expensive')
  }
})

t.test('all claims look at the same times, whenever they are asked', async t => {
  const at = Date.parse('2026-03-01T12:00:00Z')
  for (const sinceMs of [0, 1, 1000, 3 * minute, 7.5 * minute - 1]) {
    t.equal(lastLookTime(at + sinceMs, 3), at)
    const comesAt = at + sinceMs + untilNextLook(at + sinceMs, 3) * 1000
    t.ok(comesAt >= at + 7.5 * minute, 'not before the time of the look')
    t.ok(comesAt <= at + 7.5 * minute + 2000, 'and soon after it')
  }
  t.equal(lastLookTime(at + 7.5 * minute, 3), at + 7.5 * minute)
})
