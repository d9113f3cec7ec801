import t from 'tap'
import {
  describeSurprises,
  invalidOutcomeOf,
  isAsExpected,
  outcomeOf,
  progressOf
} from '../../../../simulator/demo/stages/request-outcomes.ts'
import { condition, request, stored } from '../objects.ts'

const fine = condition('Ready', 'True', 'Ready')
const taken = [
  condition('Accepted', 'False', 'HostnameTaken'),
  condition('Ready', 'False', 'HostnameTaken', 'too late')
]
const underWay = [
  condition('Accepted', 'True', 'Accepted'),
  condition('Ready', 'False', 'ValidationPending')
]
const unanswered = [
  condition('Accepted', 'Unknown', 'NoAnswerFromPool'),
  condition('Ready', 'False', 'NoAnswerFromPool')
]

const misrouted = [
  condition('Accepted', 'True', 'Accepted'),
  condition('Ready', 'False', 'RouteRejected', 'no Service')
]

for (const [given, expected, conditions, stage, asExpected] of [
  ['nothing said yet', undefined, [], 'under way', false],
  ['on its way', undefined, underWay, 'under way', false],
  ['Ready', undefined, [fine], 'ended', true],
  ['refused, unexpectedly', undefined, taken, 'ended', false],
  ['refused, as expected', 'HostnameTaken', taken, 'ended', true],
  ['refused, for another reason', 'ApexNotAllowed', taken, 'ended', false],
  ['Ready, though it should be refused', 'HostnameTaken', [fine], 'ended', false],
  ['taken by the API, though it should not', 'Invalid', underWay, 'under way', false],
  ['without a pool that answers', undefined, unanswered, 'stuck', false],
  ['without a Service', undefined, misrouted, 'stuck', false],
  ['without a Service, as expected', 'RouteRejected', misrouted, 'ended', true],
  ['stuck, as expected', 'ValidationPending', underWay, 'ended', true]
] as const) {
  t.test(given, async t => {
    const input = request('shop', 'shop.example.com', expected)
    const outcome = outcomeOf(input, stored(input, ...conditions))
    t.equal(progressOf(outcome), stage)
    t.equal(isAsExpected(outcome), asExpected, 'as expected')
  })
}

t.test('who waits for a pool that is not there is stuck, unless that is to be said', async t => {
  const waiting = condition('Ready', 'False', 'WaitingForPool', 'Waiting.')
  for (const [expected, stage] of [
    [undefined, 'stuck'],
    ['NoAnswerFromPool', 'under way']
  ] as const) {
    const input = request('shop', 'shop.example.com', expected)
    const outcome = outcomeOf(input, stored(input, waiting), false)
    t.equal(progressOf(outcome), stage)
    t.match(outcome.message, /^Waiting\. There is no GatewayPool /)
  }
})

t.test('what the API server refuses is Invalid, in its words', async t => {
  const refused = invalidOutcomeOf(request('shop', 'SHOP', 'Invalid'), 'no capitals')
  t.match(refused, {
    namespace: 'shop',
    name: 'web',
    hostname: 'SHOP',
    ready: false,
    reason: 'Invalid'
  })
  t.ok(isAsExpected(refused))
  t.notOk(isAsExpected(invalidOutcomeOf(request('shop', 'SHOP'), 'no capitals')))
})

t.test('a request that has vanished is no success', async t => {
  const outcome = outcomeOf(request('shop', 'shop.example.com'), undefined)
  t.notOk(isAsExpected(outcome))
  t.equal(progressOf(outcome), 'ended')
})

t.test('surprises are told with what was expected and what came', async t => {
  const input = request('shop', 'shop.example.com')
  t.same(describeSurprises([outcomeOf(input, stored(input, fine))]), [])
  t.same(describeSurprises([outcomeOf(input, stored(input, ...taken))]), [
    'shop/web (shop.example.com): Ready was expected, but it ended with HostnameTaken: too late'
  ])
})
