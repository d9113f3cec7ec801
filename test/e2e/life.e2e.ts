import t from 'tap'
import { adoption } from './scenarios/adoption.ts'
import { deletedObjectsByHand } from './scenarios/deleted-by-hand.ts'
import { namespaceDeleted, poolInUse } from './scenarios/deletions.ts'
import { events, roleOfHooks } from './scenarios/events.ts'
import { examples } from './scenarios/examples.ts'
import { gitOps } from './scenarios/gitops.ts'
import { handOver, madeAgain } from './scenarios/hand-over.ts'
import { jobs } from './scenarios/jobs.ts'
import { roleOfMetacontroller } from './scenarios/roles.ts'
import { routesOfOthers, spillOver } from './scenarios/routes.ts'
import { tenants } from './scenarios/tenants.ts'
import { toNothing } from './scenarios/to-nothing.ts'
import { usualRunner } from './world/controllers.ts'
import { inventoryOf, makeForeign } from './world/foreign.ts'
import { startWorld } from './world/world.ts'

/** The whole life of hostnames on the real API server, with nothing but what a user has. */
const runner = usualRunner()
const world = await startWorld(runner)
if ('missing' in world) {
  t.test('the life of hostnames', { skip: world.missing }, async () => undefined)
} else {
  t.teardown(world.stop)
  await makeForeign(world.cloud)
  const foreign = inventoryOf(world.cloud)
  const scenarios = {
    'the examples end as they say': examples,
    'a hostname is handed over after the grace': handOver,
    'a request is made again within the grace': madeAgain,
    'a listener admits no route of another namespace': routesOfOthers,
    'a pool spills over to a second Gateway': spillOver,
    'a namespace is deleted whole': namespaceDeleted,
    'a pool in use cannot be deleted': poolInUse,
    'children without an owner are adopted': adoption,
    'objects that are deleted by hand are there again': deletedObjectsByHand,
    'a tenant has its requests, and nothing else': tenants,
    'requests and pools are applied as GitOps does': gitOps,
    'the Jobs of the chart do their work': jobs,
    'what happens is told in events': events
  }
  await t.test(runner, async t => {
    // The scenarios have pools and namespaces of their own, and most of their time is waiting.
    t.jobs = 8
    for (const [name, scenario] of Object.entries(scenarios))
      t.test(name, { buffered: true }, t => scenario(t, world))
  })
  await t.test(`${runner}: everything is deleted to nothing`, async t => {
    await toNothing(t, world, foreign)
    t.equal(world.plane.death(), undefined, 'the control plane has run to the end')
    t.equal(world.controllers.death(), undefined, 'the controllers have run to the end')
    t.equal(world.hooks.death(), undefined, 'the hooks have run to the end')
  })
  await t.test(`${runner}: the role of Metacontroller`, t => roleOfMetacontroller(t, world))
  await t.test(`${runner}: the role of the hooks`, t => roleOfHooks(t, world))
}
