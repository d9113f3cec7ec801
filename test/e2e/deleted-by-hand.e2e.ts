import t from 'tap'
import { deletedByHand } from './scenarios/deleted-by-hand.ts'
import { missingMetacontroller, usualRunner } from './world/controllers.ts'
import { inventoryOf, makeForeign } from './world/foreign.ts'
import { startWorld } from './world/world.ts'

/**
 * What is deleted by hand is repaired. Ready claims look for drift at fixed times of the clock, so
 * this takes up to twelve minutes. It is for those who have the real Metacontroller; `life.e2e.ts`
 * has what is repaired at once, with our engine too.
 */
const runner = usualRunner()
const missing = missingMetacontroller()
const world = missing === undefined ? await startWorld(runner) : { missing }
if ('missing' in world) {
  t.test('what is deleted by hand', { skip: world.missing }, async () => undefined)
} else {
  t.teardown(world.stop)
  await makeForeign(world.cloud)
  const foreign = inventoryOf(world.cloud)
  await t.test(`${runner}: what is deleted by hand`, t => deletedByHand(t, world))
  const now = inventoryOf(world.cloud)
  const isForeign = ({ zone }: { zone: string }) => zone === 'Z0FOREIGN'
  t.same(now.records.filter(isForeign), foreign.records, 'no record of others was touched')
  const arns = foreign.certificates.map(({ arn }) => arn)
  t.same(
    now.certificates.filter(({ arn }) => arns.includes(arn)),
    foreign.certificates
  )
  t.equal(world.plane.death(), undefined, 'the control plane has run to the end')
  t.equal(world.controllers.death(), undefined, 'the controllers have run to the end')
  t.equal(world.hooks.death(), undefined, 'the hooks have run to the end')
}
