import pc from 'picocolors'
import t from 'tap'
import { momentsOf, renderMoment } from '../../../../simulator/demo/screen/timeline.ts'
import { condition, request, stored } from '../objects.ts'

const input = request('shop', 'shop.example.com')
const plain = pc.createColors(false)
const changedTypes = (
  before: Parameters<typeof stored>[1][],
  after: Parameters<typeof stored>[1][]
) =>
  momentsOf(
    before.length === 0 ? undefined : stored(input, ...before),
    stored(input, ...after),
    0
  ).map(({ condition }) => condition)

const waiting = condition('Accepted', 'Unknown', 'WaitingForPool')
const accepted = condition('Accepted', 'True', 'Accepted', 'served')
const notYet = condition('Claimed', 'Unknown', 'WaitingForEarlierStep')

t.test('a condition is told of when its status or its reason changes', async t => {
  t.same(changedTypes([], [waiting]), ['Accepted'])
  t.same(changedTypes([waiting], [accepted]), ['Accepted'])
  t.same(
    changedTypes([accepted], [condition('Accepted', 'True', 'Done')]),
    ['Accepted'],
    'reason alone'
  )
  t.same(changedTypes([accepted], [accepted]), [])
  t.same(
    changedTypes([accepted], [{ ...accepted, message: 'other words' }]),
    [],
    'another message alone is no news'
  )
})

t.test('that a condition has to wait for others is no news at the beginning', async t => {
  t.same(changedTypes([], [waiting, notYet]), ['Accepted'])
  t.same(
    changedTypes([waiting, condition('Claimed', 'True', 'Done')], [waiting, notYet]),
    ['Claimed'],
    'later it is'
  )
})

t.test('a line has time, request, hostname, condition, reason and message', async t => {
  const [moment] = momentsOf(undefined, stored(input, accepted), 12_340)
  const line = moment && renderMoment(moment, plain)
  t.match(line, /^ +12\.3s +shop\/web +shop\.example\.com +✓ Accepted +Accepted +served$/)
})

t.test('colours only where they are wanted', async t => {
  const [moment] = momentsOf(undefined, stored(input, accepted), 0)
  t.match(moment && renderMoment(moment, pc.createColors(true)), '\u001b[32m')
  t.notMatch(moment && renderMoment(moment, plain), '\u001b[')
})

t.test('refused and waiting look different', async t => {
  const refused = stored(
    input,
    condition('Accepted', 'False', 'HostnameTaken'),
    condition('Ready', 'False', 'X')
  )
  const marks = momentsOf(undefined, refused, 0).map(
    moment => /[✓✗·]/.exec(renderMoment(moment, plain))?.[0]
  )
  t.same(marks, ['✗', '·'])
})
