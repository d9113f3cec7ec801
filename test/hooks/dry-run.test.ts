import t from 'tap'
import { instantTimings } from '../../simulator/aws/timings.ts'
import { removeLoadBalancers } from '../helpers/claim-reading.ts'
import { aClaim, bringToReady, createClaimWorld } from '../helpers/claim-world.ts'
import { createExampleHooks, exampleRequest } from '../helpers/example-hooks.ts'

/** A dry run may show what does not exist. So what it shows is not remembered. */

t.test('a dry run of a pool is no sign that the pool is alive', async t => {
  const { call, newRequestAsksAfter } = createExampleHooks()
  const pool = exampleRequest('gateway-pool-sync.json')
  await call('/gateway-pool/sync', pool, true)
  t.equal(await newRequestAsksAfter(), 10, 'nothing is known of the pool')
  await call('/gateway-pool/sync', pool)
  const seconds = await newRequestAsksAfter()
  t.ok(seconds >= 330 && seconds < 450, 'the pool will answer')
})

t.test('a dry run of a deletion does not make the deletion older', async t => {
  const took: number[] = []
  for (const isTriedBefore of [false, true]) {
    const world = createClaimWorld({ timings: instantTimings })
    const claim = aClaim(world, 'shop.example.com')
    t.ok(await bringToReady(world, claim))
    if (isTriedBefore) {
      const tried = structuredClone(claim)
      world.markDeleted(tried)
      await world.call(tried, { dryRun: true })
    }
    await world.live(claim, 3600)
    removeLoadBalancers(world)
    const began = world.clock.now()
    t.ok(await world.remove(claim))
    took.push(world.clock.now() - began)
  }
  t.equal(took[1], took[0])
})
