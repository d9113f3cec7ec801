import t from 'tap'
import {
  mostAttempts,
  pauseAfter,
  quarterOfWait,
  restAfterMostMs,
  since
} from '../../../../hooks/domain-claim/facts/patience.ts'
import { aClaim, createClaimWorld } from '../../../helpers/claim-world.ts'

t.test('a quarter of the time waited, in whole seconds', async t => {
  for (const [waited, most, expected] of [
    [0, undefined, 2],
    [-60_000, undefined, 2],
    [8_000, undefined, 2],
    [20_000, undefined, 5],
    [21_900, undefined, 5],
    [240_000, undefined, 60],
    [3_600_000, undefined, 60],
    [3_600_000, 300, 300]
  ] as const)
    t.equal(quarterOfWait(1_000_000, 1_000_000 + waited, most), expected, `${waited} ms`)
})

t.test('since when a condition is as it is', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, 'shop.example.com')
  const now = world.clock.now()
  t.equal(since(claim, 'Ready', now), now, 'never told')
  const condition = { type: 'Ready', status: 'False', reason: 'Waiting', message: '' } as const
  claim.status = { conditions: [{ ...condition, lastTransitionTime: '2025-12-31T23:59:00Z' }] }
  t.equal(since(claim, 'Ready', now), Date.UTC(2025, 11, 31, 23, 59))
  t.equal(since(claim, 'DNSValidated', now), now)
  claim.status = { conditions: [{ ...condition, lastTransitionTime: 'yesterday' }] }
  t.equal(since(claim, 'Ready', now), now, 'no time at all')
})

t.test('pauses between certificates grow to a day', async t => {
  const minutes = [0, 1, 2, 3, 4, 5, 6, 100].map(attempts => pauseAfter(attempts) / 60_000)
  t.strictSame(minutes, [0, 5, 20, 80, 320, 1440, 1440, 1440])
})

t.test("one hostname's certificates of a year are a small part of the account's 5,000", async t => {
  t.ok((mostAttempts * 365 * 86_400_000) / restAfterMostMs < 100)
})
