import { join } from 'node:path'
import t from 'tap'
import { commandsOfPeople } from './scenarios/commands.ts'
import { usualRunner } from './world/controllers.ts'
import { startWorld } from './world/world.ts'

/** `kubectl hostname` on the real API server, by the real kubectl. */
const runner = usualRunner()
const world = await startWorld(runner)
if ('missing' in world) {
  t.test('kubectl hostname', { skip: world.missing }, async () => undefined)
} else {
  t.teardown(world.stop)
  const kubeconfig = (name: string) => join(world.plane.folder, `${name}.kubeconfig`)
  await t.test(`${runner}: kubectl hostname`, t => commandsOfPeople(t, world, kubeconfig))
}
