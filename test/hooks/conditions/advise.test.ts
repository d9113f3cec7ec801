import t from 'tap'
import { advise, adviseAll } from '../../../hooks/conditions/advise.ts'
import { type Reason, reasons } from '../../../hooks/conditions/reasons.ts'

const { todo } = reasons.PoolFull

t.test('the fact, then what to do', async t => {
  t.equal(advise('PoolFull', 'the pool is full'), `the pool is full. ${todo}`)
  t.equal(advise('PoolFull', 'the pool is full.'), `the pool is full. ${todo}`)
})

t.test('nothing is added where nothing has to be done', async t => {
  t.equal(advise('Ready', 'Gateway public-1 is ready'), 'Gateway public-1 is ready')
})

t.test('a message that was advised already is not advised again, even when it was cut', async t => {
  for (const reason of Object.keys(reasons) as Reason[]) {
    const advised = advise(reason, 'the fact '.repeat(300), 1024)
    t.ok(advised.length <= 1024, reason)
    t.equal(advise(reason, advised, 1024), advised, reason)
    t.equal(advise(reason, advised), advised, reason)
  }
})

t.test('a message that is too long loses words of the fact, not the advice', async t => {
  const advised = advise('PoolFull', 'x'.repeat(5000), 2048)
  t.equal(advised.length, 2048)
  t.ok(advised.endsWith(`x. ${todo}`))
})

t.test('several problems: the facts by reason, the advice for each reason once', async t => {
  const message = adviseAll([
    { reason: 'PoolFull', message: 'one' },
    { reason: 'Invalid', message: 'two' },
    { reason: 'PoolFull', message: 'three' }
  ])
  t.equal(message, `one; three. ${todo} two. ${reasons.Invalid.todo}`)
})
