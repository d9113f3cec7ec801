import t from 'tap'
import type { DomainClaimStatus } from '../../../../hooks/api/domain-claim.ts'
import { conditionOf } from '../../../../hooks/conditions/conditions.ts'
import { createRecall, withRecalled } from '../../../../hooks/domain-claim/observe/recall.ts'
import { aClaim, bringToReady, createClaimWorld } from '../../../helpers/claim-world.ts'

const early = '2026-01-01T00:00:00Z'
const late = '2026-01-01T01:00:00Z'
const ended = (at: string) => ({ arn: 'old', reason: 'FAILED', at })

for (const [given, observed, last, expected] of [
  ['nothing known', { readySince: early }, undefined, { readySince: early }],
  ['Ready was forgotten', {}, { readySince: early }, { readySince: early }],
  ['Ready is as observed', { readySince: early }, { readySince: late }, { readySince: early }],
  ['no certificate yet', {}, { certificate: { arn: 'a', attempts: 0 } }, {}],
  [
    'a counted ending was forgotten',
    { certificate: { arn: 'a', attempts: 0 } },
    { certificate: { arn: 'a', attempts: 1, ended: ended(late) } },
    { certificate: { arn: 'a', attempts: 1, ended: ended(late) } }
  ],
  [
    'a counted ending, and nothing else',
    {},
    { certificate: { arn: 'a', attempts: 1, ended: ended(late) } },
    { certificate: { attempts: 1, ended: ended(late) } }
  ],
  [
    'a later ending is observed',
    { certificate: { attempts: 2, ended: ended(late) } },
    { certificate: { attempts: 1, ended: ended(early) } },
    { certificate: { attempts: 2, ended: ended(late) } }
  ],
  [
    'when it was requested',
    { certificate: { arn: 'a', attempts: 0 } },
    { certificate: { arn: 'a', attempts: 0, requestedAt: early } },
    { certificate: { arn: 'a', attempts: 0, requestedAt: early } }
  ],
  [
    'when another was requested',
    { certificate: { arn: 'a', attempts: 0 } },
    { certificate: { arn: 'b', attempts: 0, requestedAt: early } },
    { certificate: { arn: 'a', attempts: 0 } }
  ],
  [
    'repairs',
    { alias: { target: 'x', recordTypes: ['A'] } },
    { alias: { target: 'x', recordTypes: ['A'], repairs: 2, repairedAt: late } },
    { alias: { target: 'x', recordTypes: ['A'], repairs: 2, repairedAt: late } }
  ],
  [
    'the change that wrote the alias last',
    { alias: { target: 'x', recordTypes: ['A'], revision: 1, repairs: 1, repairedAt: early } },
    { alias: { target: 'y', recordTypes: ['A'], revision: 2, changeID: 'C2' } },
    {
      alias: {
        target: 'y',
        recordTypes: ['A'],
        revision: 2,
        changeID: 'C2',
        repairs: 1,
        repairedAt: early
      }
    }
  ],
  [
    'the change that wrote the alias at first',
    {},
    { alias: { target: 'y', recordTypes: ['A'], revision: 1, changeID: 'C1' } },
    { alias: { target: 'y', recordTypes: ['A'], revision: 1, changeID: 'C1' } }
  ],
  [
    'no change that is older than what is seen',
    { alias: { target: 'x', recordTypes: ['A'], revision: 3 } },
    { alias: { target: 'y', recordTypes: ['A'], revision: 2, changeID: 'C2' } },
    { alias: { target: 'x', recordTypes: ['A'], revision: 3 } }
  ]
] as const) {
  t.test(given, async t => {
    const claim = { metadata: { name: 'a', uid: 'u' }, status: observed as DomainClaimStatus }
    t.strictSame(withRecalled(claim, last as DomainClaimStatus | undefined).status, expected)
  })
}

t.test('only so many claims are remembered, the latest', async t => {
  const recall = createRecall(2)
  for (const uid of ['a', 'b', 'c']) recall.note(uid, { readySince: early })
  t.equal(recall.of('a'), undefined)
  t.ok(recall.of('b') && recall.of('c'))
})

t.test(
  'a sync on a status from before forgets neither that the claim was Ready nor what was counted',
  async t => {
    const world = createClaimWorld()
    const claim = aClaim(world, 'shop.example.com')
    await bringToReady(world, claim)
    const { readySince, ...stale } = structuredClone(claim.status ?? {})
    await world.clock.advance(5000)
    const { status } = await world.sync({ ...claim, status: stale })
    t.ok(readySince)
    t.equal(status.readySince, readySince)
  }
)

t.test('a Gateway that changes for a neighbour un-readies nobody who was Ready', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, 'shop.example.com')
  await bringToReady(world, claim)
  claim.spec.gatewayStatus = { ready: false, reason: 'WaitingForGateway', message: 'being changed' }
  t.match((await world.sync(claim)).status.conditions?.at(-1), { type: 'Ready', status: 'True' })
  claim.spec.gatewayStatus = {
    ready: false,
    reason: 'HostnameOverlaps',
    message: 'overlaps *.example.com'
  }
  const { conditions } = (await world.sync(claim)).status
  t.match(conditionOf(conditions, 'Ready'), { status: 'False', reason: 'HostnameOverlaps' })
})
