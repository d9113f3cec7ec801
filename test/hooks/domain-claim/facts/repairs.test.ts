import t from 'tap'
import { timestamp } from '../../../../hooks/conditions/conditions.ts'
import {
  countRepair,
  hasToPause,
  type Repairs,
  trialEnd
} from '../../../../hooks/domain-claim/facts/repairs.ts'
import { hour, minute, now } from '../../../helpers/claim-observation.ts'

function repaired(repairs: number, ago: number): Repairs {
  return { repairs, repairedAt: timestamp(now - ago) }
}

for (const [given, last, pauses, trial, next] of [
  ['never', undefined, false, false, 1],
  ['twice', repaired(2, minute), false, false, 3],
  ['three times', repaired(3, minute), true, false, 4],
  ['three times, an hour ago', repaired(3, hour), false, false, 4],
  ['three times, two hours ago', repaired(3, 2 * hour), false, false, 1],
  ['four times', repaired(4, minute), true, true, 4],
  ['four times, an hour ago', repaired(4, hour), false, true, 4],
  ['four times, two hours ago', repaired(4, 2 * hour), false, false, 1],
  ['very often, by a status that somebody edited', repaired(99, minute), true, true, 4],
  ['at no time', { repairs: 3, repairedAt: 'never' }, false, false, 1]
] as const)
  t.test(given, async t => {
    t.equal(hasToPause(last, now), pauses, 'pause')
    t.equal(trialEnd(last, now) !== undefined, trial, 'trial')
    t.strictSame(countRepair(last, now), { repairs: next, repairedAt: timestamp(now) })
  })

t.test('a trial takes ten minutes', async t => {
  t.equal(trialEnd(repaired(4, 4 * minute), now), now + 6 * minute)
})
