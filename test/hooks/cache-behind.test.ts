import t from 'tap'
import type { GatewayPoolStatus } from '../../hooks/api/gateway-pool.ts'
import type { Condition } from '../../hooks/api/objects.ts'
import { conditionOf } from '../../hooks/conditions/conditions.ts'
import { createExampleHooks, exampleRequest } from '../helpers/example-hooks.ts'
import { pool, request } from './gateway-pool/fixtures.ts'
import { addressFor, one, requestOf, settle, world } from './gateway-pool/world.ts'

/*
 * Syncs of an object can follow each other so quickly that Metacontroller's cache never shows the
 * status of the sync before. A hook that compares with the status of two syncs ago would write two
 * statuses in turns.
 */

t.test('a ready Gateway that lags stays ready while the cache is behind', async t => {
  const { call } = createExampleHooks()
  const w = world({ pool: pool(), requests: [request('a.apps.example.com')] })
  settle(w)
  const condition = (type: string, observedGeneration: number) => ({
    type,
    status: 'True',
    observedGeneration,
    message: ''
  })
  const gateway = one(w, 'Gateway', 'public-1')
  const addresses = [{ type: 'Hostname', value: addressFor('public-1') }]
  const programmed = (generation: number) => ({
    addresses,
    conditions: [condition('Accepted', 2), condition('Programmed', generation)]
  })
  const sync = async () => {
    const { body } = await call('/gateway-pool/sync', requestOf(w))
    return (body as { status: GatewayPoolStatus }).status
  }
  const isReady = ({ conditions }: GatewayPoolStatus) =>
    conditionOf(conditions, 'GatewaysReady')?.status
  delete gateway.status
  const waiting = await sync()
  t.equal(isReady(waiting), 'False')
  w.pool = { ...w.pool, status: waiting }
  gateway.status = programmed(2)
  t.equal(isReady(await sync()), 'True')
  gateway.status = programmed(1)
  t.equal(isReady(await sync()), 'True', 'the cache shows the status of before')
})

t.test('a small change of a young request stays untold while the cache is behind', async t => {
  const { call } = createExampleHooks()
  const example = exampleRequest('hostname-request-sync.json')
  const sync = async (message: string) => {
    const changed = structuredClone(example)
    const claims = changed.related['DomainClaim.gateway-orchestrator.io/v1alpha1'] ?? {}
    for (const claim of Object.values(claims) as { status: { conditions: Condition[] } }[])
      for (const condition of claim.status.conditions)
        if (condition.type === 'DNSAliasReady' || condition.type === 'Ready')
          Object.assign(condition, { status: 'False', reason: 'AliasPending', message })
    const { body } = await call('/hostname-request/sync', changed)
    const { conditions } = (body as { status: { conditions: Condition[] } }).status
    return conditionOf(conditions, 'Ready')?.message
  }
  const told = await sync('one')
  t.match(told, 'one')
  t.equal(await sync('two'), told)
})
