import t from 'tap'
import { readConditions } from '../../../hooks/conditions/read-conditions.ts'

const good = {
  type: 'Ready',
  status: 'True',
  reason: 'Ready',
  message: '',
  lastTransitionTime: '2026-01-01T00:00:00Z'
}

t.test('whole conditions are kept', async t => {
  t.same(readConditions({ conditions: [good] }), [good])
})

t.test('what is broken is left out', async t => {
  for (const broken of [
    undefined,
    null,
    'x',
    {},
    { conditions: null },
    { conditions: 'x' },
    { conditions: { 0: good } }
  ]) {
    t.same(readConditions(broken), [], JSON.stringify(broken))
  }
  for (const changed of [
    { type: 1 },
    { status: 'Maybe' },
    { reason: null },
    { message: {} },
    { lastTransitionTime: 'now' }
  ]) {
    t.same(
      readConditions({ conditions: [null, { ...good, ...changed }, good] }),
      [good],
      JSON.stringify(changed)
    )
  }
})
