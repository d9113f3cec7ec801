import t from 'tap'
import { withoutRules } from './scenarios/without-rules.ts'
import { usualRunner } from './world/controllers.ts'
import { startWorld } from './world/world.ts'

const runner = usualRunner()
const world = await startWorld(runner)
if ('missing' in world) {
  t.test('each rule of Metacontroller is needed', { skip: world.missing }, async () => undefined)
} else {
  t.teardown(world.stop)
  await t.test(`${runner}: each rule is needed`, t => withoutRules(t, world))
}
