import t from 'tap'
import {
  describeSurprises,
  isAsExpected,
  isSettled,
  outcomeOf,
  outcomeOfInvalid
} from '../../../simulator/demo/outcomes.ts'
import { condition, request, stored } from './objects.ts'

const fine = condition('Ready', 'True', 'Ready')
const taken = [
  condition('Accepted', 'False', 'HostnameTaken'),
  condition('Ready', 'False', 'HostnameTaken', 'too late')
]
const underWay = [condition('Accepted', 'True', 'Accepted'), condition('Ready', 'False', 'ValidationPending')]
const unanswered = [
  condition('Accepted', 'Unknown', 'NoAnswerFromPool'),
  condition('Ready', 'False', 'NoAnswerFromPool')
]

for (const [given, expected, conditions, settled, asExpected] of [
  ['nothing said yet', undefined, [], false, false],
  ['on its way', undefined, underWay, false, false],
  ['Ready', undefined, [fine], true, true],
  ['refused, unexpectedly', undefined, taken, true, false],
  ['refused, as expected', 'HostnameTaken', taken, true, true],
  ['refused, for another reason', 'ApexNotAllowed', taken, true, false],
  ['Ready, though it should be refused', 'HostnameTaken', [fine], true, false],
  ['taken by the API, though it should not', 'Invalid', underWay, false, false],
  ['without a pool that answers', undefined, unanswered, true, false],
  ['stuck, as expected', 'ValidationPending', underWay, true, true]
] as const) {
  t.test(given, async t => {
    const input = request('shop', 'shop.example.com', expected)
    const object = stored(input, ...conditions)
    const outcome = outcomeOf(input, object)
    t.equal(isSettled(outcome, object), settled, 'settled')
    t.equal(isAsExpected(outcome), asExpected, 'as expected')
  })
}

t.test('what the API server refuses is Invalid, in its words', async t => {
  const refused = outcomeOfInvalid(request('shop', 'SHOP', 'Invalid'), 'no capitals')
  t.match(refused, { namespace: 'shop', name: 'web', hostname: 'SHOP', ready: false, reason: 'Invalid' })
  t.ok(isAsExpected(refused))
  t.notOk(isAsExpected(outcomeOfInvalid(request('shop', 'SHOP'), 'no capitals')))
})

t.test('a request that has vanished is no success', async t => {
  const outcome = outcomeOf(request('shop', 'shop.example.com'), undefined)
  t.notOk(isAsExpected(outcome))
  t.ok(isSettled(outcome, undefined))
})

t.test('surprises are told with what was expected and what came', async t => {
  const input = request('shop', 'shop.example.com')
  t.same(describeSurprises([outcomeOf(input, stored(input, fine))]), [])
  t.same(describeSurprises([outcomeOf(input, stored(input, ...taken))]), [
    'shop/web (shop.example.com): Ready was expected, but it ended with HostnameTaken: too late'
  ])
})
