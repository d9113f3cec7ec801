import t from 'tap'
import { poolEvents } from '../../../../hooks/events/decide/pool-events.ts'
import { conditionsOf, type Words } from '../conditions.ts'

const pool = {
  apiVersion: 'v',
  kind: 'GatewayPool',
  metadata: { name: 'default', uid: 'p' },
  spec: {}
}

type Said = { gateways?: string[] } & Record<string, Words | string[] | undefined>

function statusOf({ gateways = [], ...said }: Said): object {
  const conditions = conditionsOf(said as Record<string, Words>)
  return { conditions, gateways: gateways.map(name => ({ name, hostnames: 1, ready: true })) }
}

const fine: Said = {
  gateways: ['default-1'],
  Accepted: 'True Accepted',
  GatewaysReady: 'True GatewaysReady',
  CapacityAvailable: 'True CapacityAvailable',
  Ready: 'True Ready'
}

const table: Record<string, readonly [Said, Said, readonly string[]]> = {
  'the first status, with a Gateway that is being built': [
    {},
    { ...fine, GatewaysReady: 'False WaitingForGateway', Ready: 'False WaitingForGateway' },
    ['Normal GatewayAdded']
  ],
  Ready: [{ ...fine, Ready: 'False WaitingForGateway' }, fine, ['Normal Ready']],
  'as before': [fine, fine, []],
  'a Gateway is changed': [
    fine,
    { ...fine, GatewaysReady: 'False WaitingForGateway', Ready: 'False WaitingForGateway' },
    []
  ],
  'two problems at once': [
    fine,
    {
      ...fine,
      Accepted: 'False DeletionBraked',
      CapacityAvailable: 'False PoolFull',
      Ready: 'False DeletionBraked'
    },
    ['Warning DeletionBraked', 'Warning PoolFull']
  ],
  'the same problem': [
    { ...fine, Accepted: 'False DeletionBraked', Ready: 'False DeletionBraked' },
    { ...fine, Accepted: 'False DeletionBraked', Ready: 'False DeletionBraked' },
    []
  ],
  'another problem': [
    { ...fine, Accepted: 'False DeletionBraked', Ready: 'False DeletionBraked' },
    { ...fine, Accepted: 'False ClaimsStuck', Ready: 'False ClaimsStuck' },
    ['Warning ClaimsStuck']
  ],
  'a namespace has used up its share': [
    fine,
    { ...fine, ShareUsedUp: 'True ManyCertificatesSpent' },
    ['Warning ManyCertificatesSpent']
  ],
  'it has used it up as before': [
    { ...fine, ShareUsedUp: 'True ManyCertificatesSpent' },
    { ...fine, ShareUsedUp: 'True ManyCertificatesSpent' },
    []
  ],
  'a second Gateway': [
    fine,
    { ...fine, gateways: ['default-1', 'default-2'] },
    ['Normal GatewayAdded']
  ],
  'a Gateway less': [
    { ...fine, gateways: ['default-1', 'default-2'] },
    fine,
    ['Normal GatewayRemoved']
  ]
}

for (const [what, [before, after, expected]] of Object.entries(table))
  t.test(what, async t => {
    const events = poolEvents(pool, statusOf(before), statusOf(after), false)
    t.strictSame(
      events.map(({ type, reason }) => `${type} ${reason}`),
      expected
    )
  })

t.test('the end', async t => {
  const events = poolEvents(pool, statusOf(fine), statusOf({}), true)
  t.strictSame(
    events.map(({ reason }) => reason),
    ['Gone']
  )
})

t.test('an observed status of any form is read', async t => {
  for (const broken of [undefined, null, 'x', { gateways: 'x' }, { gateways: [1, null] }])
    t.strictSame(
      poolEvents(pool, broken, statusOf(fine), false).map(({ reason }) => reason),
      ['GatewayAdded', 'Ready']
    )
})
