import pc from 'picocolors'
import t from 'tap'
import {
  momentsOf,
  renderMoment,
  withoutRepetition
} from '../../../../simulator/demo/screen/timeline.ts'
import { condition, request, stored } from '../objects.ts'

const input = request('shop', 'shop.example.com')
const plain = { palette: pc.createColors(false), width: undefined }
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
  t.match(
    moment && renderMoment(moment, { ...plain, palette: pc.createColors(true) }),
    '\u001b[32m'
  )
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

t.test(
  'on a narrow terminal the message has lines of its own, and a request is named once',
  async t => {
    const claimed = condition('Claimed', 'True', 'Done', 'in pool default')
    const moments = momentsOf(undefined, stored(input, accepted, claimed), 12_340)
    const narrow = { ...plain, width: 80 }
    const texts = moments.map((moment, index) => renderMoment(moment, narrow, moments[index - 1]))
    t.strictSame(texts.join('\n').split('\n'), [
      '  12.3s  shop/web  shop.example.com',
      '         ✓ Accepted              Accepted',
      '           served',
      '         ✓ Claimed               Done',
      '           in pool default'
    ])
  }
)

t.test('Ready is not told where it repeats another condition', async t => {
  const refused = condition('Accepted', 'False', 'HostnameTaken')
  const told = (...conditions: Parameters<typeof stored>[1][]) =>
    withoutRepetition(momentsOf(undefined, stored(input, ...conditions), 0)).map(
      moment => moment.condition
    )
  t.strictSame(told(refused, condition('Ready', 'False', 'HostnameTaken')), ['Accepted'])
  t.strictSame(told(accepted, condition('Ready', 'False', 'PoolFull')), ['Accepted', 'Ready'])
  t.strictSame(told(accepted, condition('Ready', 'True', 'Accepted')), ['Accepted', 'Ready'])
})
