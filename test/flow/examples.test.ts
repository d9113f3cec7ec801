import t from 'tap'
import { createFlowWorld } from '../helpers/flow-world.ts'

t.test('the examples, from YAML to Ready and back to nothing', async t => {
  const world = createFlowWorld()
  world.applyExamples('01-gateway-class.yaml', '02-pool.yaml', '03-first-request.yaml')
  t.ok(await world.untilReady('shop', 'shop', 900), 'Ready')
  world.remove('GatewayHostnameRequest', 'shop', 'shop')
  t.ok(await world.untilGone('DomainClaim', 1800), 'gone')
  t.equal(world.cloud.certificates.list().length, 0)
  await world.stop()
})
