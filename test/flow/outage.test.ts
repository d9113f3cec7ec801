import t from 'tap'
import type { JsonObject } from '../../simulator/api-store/objects.ts'
import type { ApiRequest } from '../../simulator/engine/types.ts'
import { aNamespace, aPlatform, aRequest } from '../helpers/flow-objects.ts'
import { readyWeb } from '../helpers/flow-ready.ts'
import { createFlowWorld } from '../helpers/flow-world.ts'

/**
 * Metacontroller doubles the pause of a parent with each failure in a row, up to 1000 s, and each
 * event of the parent's objects is one more attempt. So a few minutes with many events are enough
 * for the longest pause.
 */
t.test('after minutes without hooks, in which much happened, the pool goes on soon', async t => {
  let isDown = false
  const hookFault = () => (isDown ? ({ lose: 'request' } as const) : undefined)
  const world = await readyWeb(aPlatform(), createFlowWorld({}, { policy: { hookFault } }))
  await world.clock.advance(10 * 60_000)
  isDown = true
  world.apply(aRequest('shop', 'late', 'late.apps.example.com'))
  for (let change = 0; change < 30; change++) {
    world.apply(aNamespace('shop', { change: `${change}` }))
    await world.clock.advance(50)
  }
  // Until the next look of the pool has failed too: it would have come in spite of the pause.
  await world.clock.advance(6 * 60_000)
  isDown = false
  const began = world.clock.now()
  const isAdmitted = () => world.list('DomainClaim').length === 2
  t.ok(await world.until(isAdmitted, 3600))
  const seconds = (world.clock.now() - began) / 1000
  t.ok(seconds <= 120, `admitted after ${seconds} s`)
  t.ok(await world.untilReady('shop', 'late', 900), world.ready('shop', 'late'))
  await world.stop()
})

const webACL = 'arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/edge/1'

t.test('a field that a pool gives up goes, although it could not be applied at first', async t => {
  const platform = (loadBalancer: JsonObject) => aPlatform({ loadBalancer })
  let refused: number | undefined
  const onRequest = ({ verb, ref }: ApiRequest) => {
    if (refused === undefined || verb !== 'PATCH' || ref.kind !== 'LoadBalancerConfiguration')
      return
    refused++
    throw new Error('failed calling webhook: connection refused')
  }
  const world = await readyWeb(platform({ wafV2: { webACL } }), createFlowWorld({}, { onRequest }))
  await world.clock.advance(10 * 60_000)
  const hasWebACL = () => JSON.stringify(world.list('LoadBalancerConfiguration')).includes(webACL)
  t.ok(hasWebACL())
  refused = 0
  world.apply(...platform({}))
  await world.clock.advance(60_000)
  t.ok(refused > 2, `refused ${refused} times`)
  refused = undefined
  t.ok(await world.until(() => !hasWebACL(), 120), 'it goes when the API server takes it')
  await world.stop()
})
