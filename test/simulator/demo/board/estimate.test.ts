import t from 'tap'
import { secondsLeft, shareDone } from '../../../../simulator/demo/board/estimate.ts'
import { aRow } from './rows.ts'

t.test('the share of what is done: steps count by the time that they take', async t => {
  t.equal(shareDone([]), 0)
  t.equal(shareDone([aRow({ state: 'ready' })]), 1)
  const first = aRow({ steps: ['done', 'now', 'open', 'open', 'open', 'open', 'open'] })
  const slow = aRow({ steps: ['done', 'done', 'done', 'now', 'open', 'open', 'open'] })
  t.ok(shareDone([first]) < 0.1)
  t.ok(shareDone([slow]) > 0.4)
  t.equal(shareDone([aRow({ state: 'ready' }), aRow({ state: 'going', steps: [] })]), 0.5)
})

t.test('what is refused is no work', async t => {
  const refused = aRow({ state: 'refused', steps: [] })
  t.equal(shareDone([refused, refused, aRow({ steps: ['now'] })]), 0)
  t.equal(shareDone([refused]), 0)
})

const ready = aRow({ state: 'ready', steps: [] })
const first = aRow({ steps: ['now', 'open'] })

t.test('an estimate: as if the rest went as fast as what is done', async t => {
  t.equal(secondsLeft([ready, first], 40), 40)
  t.equal(secondsLeft([ready, ready, ready, ready, first], 40), 10)
  t.equal(secondsLeft([ready, ready, ready, ready, first], 1), 1, 'never 0 s')
})

t.test('no estimate at the beginning, for the last hostnames, and at the end', async t => {
  t.equal(secondsLeft([], 40), undefined)
  t.equal(secondsLeft([first], 40), undefined)
  t.equal(secondsLeft([...Array.from({ length: 19 }, () => ready), first], 40), undefined)
  t.equal(secondsLeft([ready], 40), undefined)
})
