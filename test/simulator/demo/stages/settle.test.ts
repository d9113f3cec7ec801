import t from 'tap'
import type { RequestOutcome } from '../../../../simulator/demo/stages/request-outcomes.ts'
import { createSettledCheck } from '../../../../simulator/demo/stages/settle.ts'
import { createVirtualClock } from '../../../../simulator/virtual-clock.ts'
import { outcome } from '../objects.ts'

const notReady = (reason: string, fields: Partial<RequestOutcome> = {}) =>
  outcome({ ready: false, reason, ...fields })
const refused = notReady('ApexNotAllowed', { isRefused: true })

/** @returns after how many seconds the demo has settled; `undefined` if not within a minute */
async function endsAfter(
  outcomesAt: (second: number) => readonly RequestOutcome[]
): Promise<number | undefined> {
  const clock = createVirtualClock()
  const hasSettled = createSettledCheck(clock.now)
  for (let second = 0; second < 60; second++) {
    if (hasSettled(outcomesAt(second))) return second
    await clock.advance(1000)
  }
  return undefined
}

for (const [given, outcomes, expected] of [
  ['all Ready', [outcome()], 0],
  ['nothing was asked for', [], 0],
  [
    'refused, as expected',
    [notReady('ApexNotAllowed', { isRefused: true, expected: 'ApexNotAllowed' })],
    0
  ],
  ['refused, unexpectedly', [outcome(), refused], 3],
  ['a route that is refused', [outcome(), refused, notReady('RouteRejected')], 10],
  ['no answer from the pool', [notReady('NoAnswerFromPool')], 10],
  ['no such pool', [notReady('WaitingForPool', { hasPool: false })], 10],
  ['still under way', [outcome(), refused, notReady('ValidationPending')], undefined],
  ['a pool that has yet to answer', [notReady('WaitingForPool')], undefined]
] as const)
  t.test(`${given}: ${expected} s`, async t => t.equal(await endsAfter(() => outcomes), expected))

t.test('as long as something moves, all is awaited', async t => {
  const moving = (second: number) => [
    notReady('RouteRejected'),
    second < 20 ? notReady('X', { message: `${second}` }) : outcome()
  ]
  t.equal(await endsAfter(moving), 30)
})

t.test('a route that does not work may still come right, for so long', async t => {
  const clock = createVirtualClock()
  const hasSettled = createSettledCheck(clock.now)
  const lost = {
    namespace: 'shop',
    name: 'web',
    accepted: false,
    reason: 'BackendNotFound',
    message: ''
  }
  const route = { ...lost, expected: 'Ready' }
  t.equal(hasSettled([outcome()], [route]), false)
  await clock.advance(9_900)
  t.equal(hasSettled([outcome()], [route]), false)
  await clock.advance(200)
  t.equal(hasSettled([outcome()], [route]), true)
  t.equal(hasSettled([outcome()], [{ ...route, expected: 'BackendNotFound' }]), true)
})
