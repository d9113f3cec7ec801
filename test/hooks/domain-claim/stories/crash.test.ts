import t from 'tap'
import { recordsIn } from '../../../helpers/claim-reading.ts'
import { aClaim, bringToReady, createClaimWorld } from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'
const someoneElses = { name: 'mail.example.com', type: 'A', values: ['192.0.2.1'] }

/** To Ready and back with the process killed at one call. @returns the operations called */
async function journey(
  t: Tap,
  killAt?: { call: number; side: 'before' | 'after' }
): Promise<string[]> {
  const world = createClaimWorld()
  world.cloud.zones.put(world.zoneID, someoneElses)
  if (killAt !== undefined) world.killAt(killAt.call, killAt.side)
  const claim = aClaim(world, hostname)
  t.ok(await bringToReady(world, claim), 'Ready')
  t.equal(world.cloud.certificates.list().length, 1, 'one certificate')
  t.strictSame(recordsIn(world), [
    'A mail',
    'A shop',
    'CNAME _v.shop',
    'TXT _gateway-orchestrator._v.shop',
    'TXT _gateway-orchestrator.shop'
  ])
  for (const { arn } of world.cloud.loadBalancers.list()) world.cloud.loadBalancers.remove(arn)
  t.ok(await world.remove(claim), 'finalized')
  t.equal(world.cloud.certificates.list().length, 0, 'no certificate left')
  t.strictSame(recordsIn(world), ['A mail'], 'nothing left, nothing foreign touched')
  return world.cloud.calls.entries().map(call => call.operation)
}

type Tap = Pick<typeof t, 'ok' | 'equal' | 'strictSame'>

t.test('killed at any AWS call, before it or after it, a claim gets to Ready and back', async t => {
  const operations = await journey(t)
  t.ok(operations.length > 15)
  for (const [index, operation] of operations.entries()) {
    for (const side of ['before', 'after'] as const) {
      await t.test(`${side} call ${index + 1}, ${operation}`, async t => {
        await journey(t, { call: index + 1, side })
      })
    }
  }
})
