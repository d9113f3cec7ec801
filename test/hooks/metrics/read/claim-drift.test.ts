import t from 'tap'
import { createDriftCount, driftIn } from '../../../../hooks/metrics/read/claim-drift.ts'

const [earlier, later] = ['2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z']

/** A status with this count of repairs of the alias, and this status of its step. */
function alias(repairs: number | undefined, repairedAt: string, step: string) {
  const conditions = [{ type: 'DNSAliasReady', status: step, reason: 'Done' }]
  return { alias: repairs === undefined ? {} : { repairs, repairedAt }, conditions }
}

const found = { kind: 'alias', is: 'found' }
const repaired = { kind: 'alias', is: 'repaired' }
const cases = [
  ['nothing happened', alias(undefined, '', 'True'), alias(undefined, '', 'True'), []],
  ['first write, no drift', alias(undefined, '', 'Unknown'), alias(undefined, '', 'True'), []],
  ['found, written again', alias(undefined, '', 'True'), alias(1, earlier, 'Unknown'), [found]],
  ['found once more', alias(1, earlier, 'True'), alias(2, later, 'False'), [found]],
  ['found and in order', alias(1, earlier, 'True'), alias(2, later, 'True'), [found, repaired]],
  ['in order again', alias(1, earlier, 'Unknown'), alias(1, earlier, 'True'), [repaired]],
  ['still in order', alias(1, earlier, 'True'), alias(1, earlier, 'True'), []]
] as const

for (const [what, before, after, expected] of cases)
  t.test(what, async t => t.strictSame(driftIn(before, after), expected))

t.test('the first writing of a validation record is no drift', async t => {
  const written = (repairs: number) => ({
    certificate: { validation: { repairs, repairedAt: later } },
    conditions: [{ type: 'DNSValidated', status: 'Unknown' }]
  })
  t.strictSame(driftIn({}, written(0)), [])
  t.strictSame(driftIn({}, written(1)), [{ kind: 'validation_record', is: 'found' }])
})

t.test('a status of any form is read without an error', async t => {
  for (const status of [undefined, null, 1, 'x', { alias: 3, conditions: 'x' }, { alias: null }])
    t.strictSame(driftIn(status, status), [])
})

t.test('drift counts once while the cache still shows the status before it', async t => {
  const count = createDriftCount()
  const [before, mends] = [alias(1, earlier, 'True'), alias(2, later, 'Unknown')]
  t.strictSame(count('u1', before, mends), [found])
  t.strictSame(count('u1', before, mends), [], 'the same status again')
  t.strictSame(count('u2', before, mends), [found], 'another claim')
  t.strictSame(count('u1', mends, alias(2, later, 'True')), [repaired])
  t.strictSame(count('u1', mends, alias(2, later, 'True')), [])
  t.strictSame(count('u1', alias(1, earlier, 'False'), before), [], 'an older repair')
  const next = alias(3, '2026-01-01T02:00:00Z', 'True')
  t.strictSame(count('u1', alias(2, later, 'True'), next), [found, repaired], 'the next drift')
})
