import t from 'tap'
import {
  blocked,
  configurationDeleted,
  createBalanced,
  emptied,
  firstHostname,
  oneHostnameLess,
  refusedByAWS,
  routes,
  secondHostname
} from './scenarios/balanced.ts'
import { usualRunner } from './world/controllers.ts'
import { type MotoWithBalancers, startMotoWithBalancers } from './world/moto-real.ts'
import { missingLoadBalancerController, realController } from './world/real-balancers.ts'
import { startWorld, type World } from './world/world.ts'

/** Hostnames come and go with the real AWS Load Balancer Controller, whose AWS is moto. */
const runner = usualRunner()

async function start(): Promise<World<MotoWithBalancers> | { missing: string }> {
  const missing = missingLoadBalancerController()
  if (missing !== undefined) return { missing }
  const cloud = await startMotoWithBalancers()
  if ('missing' in cloud) return cloud
  t.teardown(cloud.close)
  const balancers = realController({ awsURL: cloud.url, vpcID: cloud.vpcID })
  return startWorld(runner, { aws: { cloud, balancers } })
}

const world = await start()
if ('missing' in world) {
  t.test('the real load balancer controller', { skip: world.missing }, async () => undefined)
} else {
  t.teardown(world.stop)
  const balanced = await createBalanced(world)
  // Each scenario begins where the one before has ended.
  const scenarios = {
    'the first hostname gets a load balancer': firstHostname,
    'a listener admits the routes of its own namespace only': routes,
    'a second hostname shares the load balancer': secondHostname,
    'a target group that cannot be built stops the Gateway': blocked,
    'the certificate of a hostname that is gone leaves the listener': oneHostnameLess,
    'what AWS refuses is told in events': refusedByAWS,
    'a configuration that was deleted is made again, with its Gateway': configurationDeleted,
    'nothing is left': emptied
  }
  for (const [name, scenario] of Object.entries(scenarios))
    await t.test(`${runner}: ${name}`, t => scenario(t, balanced))
  await t.test(`${runner}: all programs have run to the end`, async t => {
    for (const part of ['plane', 'balancers', 'controllers', 'hooks'] as const)
      t.equal(world[part].death(), undefined, part)
  })
}
