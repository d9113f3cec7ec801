import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import { defined } from '../../../../hooks/defined.ts'
import { removeLoadBalancers, standing } from '../../../helpers/claim-reading.ts'
import { aClaim, bringToReady, createClaimWorld } from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'

t.test('a poisoned status harms nobody', async t => {
  const wrong = {
    lastTransitionTime: 'yesterday',
    type: 'Ready',
    status: 'Maybe',
    reason: '',
    message: 7
  }
  for (const [given, poison] of [
    ['null', null],
    ['a word', 'Ready'],
    ['a list', []],
    ['conditions that are none', { conditions: 'none' }],
    ['conditions of nonsense', { conditions: [null, 3, wrong] }],
    ['a certificate of the wrong type', { certificate: [] }],
    ['an ARN of nowhere', { certificate: { arn: 'garbage', attempts: 0 } }],
    [
      'an ARN of another account',
      { certificate: { arn: 'arn:aws:acm:eu-central-1:999999999999:certificate/x', attempts: 0 } }
    ],
    ['attempts beyond reason', { certificate: { arn: 'garbage', attempts: 123_456_789_012 } }],
    ['fewer than no attempts', { certificate: { attempts: -3 } }],
    [
      'an ending at no time',
      { certificate: { attempts: 3, ended: { arn: 'x', reason: 'FAILED', at: 'never' } } }
    ],
    [
      'an ending in times to come',
      {
        certificate: {
          attempts: 1,
          ended: { arn: 'x', reason: 'FAILED', at: '2999-01-01T00:00:00Z' }
        }
      }
    ],
    [
      'a change that is none',
      { alias: { target: 'x', recordTypes: ['A'], changeID: '../../evil' } }
    ],
    [
      'repairs without end',
      {
        alias: { target: 'x', recordTypes: ['A'], repairs: 99, repairedAt: '2999-01-01T00:00:00Z' }
      }
    ],
    ['clean since tomorrow', { cleanSince: '2999-01-01T00:00:00Z' }]
  ] as const) {
    await t.test(given, async t => {
      const world = createClaimWorld()
      const claim = aClaim(world, hostname)
      claim.status = poison as unknown as NonNullable<DomainClaim['status']>
      t.ok(await bringToReady(world, claim), 'Ready')
      t.equal(world.cloud.certificates.list().length, 1)
      removeLoadBalancers(world)
      claim.status = poison as unknown as NonNullable<DomainClaim['status']>
      t.ok(await world.remove(claim), 'finalized')
      t.equal(world.cloud.certificates.list().length, 0)
    })
  }
})

t.test('a change id that Route 53 calls wrong keeps nobody waiting', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  if (claim.status?.alias) claim.status.alias.changeID = 'what is this'
  const wrong = { before: { do: 'error', code: 'InvalidInput', status: 400 } } as const
  world.cloud.faults.use(({ operation }) => (operation === 'GetChange' ? wrong : undefined))
  await world.step(claim)
  t.equal(standing(claim), 'True Ready')
  t.equal(claim.status?.alias?.changeID, undefined)
})

t.test(
  'a claim that cannot be read keeps what it has, says why, and is never finalized',
  async t => {
    const world = createClaimWorld()
    const claim = aClaim(world, hostname)
    await bringToReady(world, claim)
    const { certificate } = claim.status ?? {}
    world.cloud.calls.reset()
    const broken = { ...claim, spec: { ...claim.spec, hostname: 'Shop.Example.Com' } }
    for (const deletionTimestamp of [undefined, '2026-01-01T00:00:00Z']) {
      const metadata = { ...claim.metadata, ...defined({ deletionTimestamp }) }
      const answer = await world.sync({ ...broken, metadata })
      t.equal(answer.finalized, undefined)
      t.strictSame(answer.status.certificate, certificate)
      const ready = answer.status.conditions?.find(c => c.type === 'Ready')
      t.match(ready, {
        status: 'False',
        reason: 'Invalid',
        message: /^spec\.hostname: .*GatewayPool/
      })
      t.equal(answer.resyncAfterSeconds, 300)
    }
    const poisoned = {
      ...broken,
      status: { conditions: [null] } as unknown as NonNullable<DomainClaim['status']>
    }
    t.strictSame(
      (await world.sync(poisoned)).status.conditions?.map(({ type }) => type),
      ['Ready', 'Stalled'],
      'even with a status that cannot be read either'
    )
    t.equal(world.cloud.calls.entries().length, 0)
  }
)
