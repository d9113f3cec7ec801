import t from 'tap'
import { createFlowWorld } from '../helpers/flow-world.ts'

t.test('the examples, from YAML to Ready and back to nothing', async t => {
  const world = createFlowWorld()
  world.applyExamples('01-gateway-class.yaml', '02-pool.yaml', '03-first-request.yaml')
  t.ok(await world.until(() => world.ready('shop', 'shop') === 'True Ready', 900), 'Ready')
  world.remove('GatewayHostnameRequest', 'shop', 'shop')
  t.ok(await world.until(() => world.list('DomainClaim').length === 0, 1800), 'gone')
  t.equal(world.cloud.certificates.list().length, 0)
  await world.stop()
})
