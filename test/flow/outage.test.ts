import t from 'tap'
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
