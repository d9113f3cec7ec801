import t from 'tap'
import { churn } from './scenarios/churn.ts'
import { usualRunner } from './world/controllers.ts'
import { makeForeign } from './world/foreign.ts'
import { startWorld } from './world/world.ts'

/** `E2E_HOSTNAMES=200 E2E_ROUNDS=10 npm run e2e` is the long form. `E2E_SEED` draws other kills. */
const { E2E_HOSTNAMES = '20', E2E_ROUNDS = '1', E2E_SEED = '1' } = process.env
const options = {
  hostnames: Number(E2E_HOSTNAMES),
  rounds: Number(E2E_ROUNDS),
  seed: Number(E2E_SEED)
}

const runner = usualRunner()
const world = await startWorld(runner)
if ('missing' in world) {
  t.test('the hooks are killed', { skip: world.missing }, async () => undefined)
} else {
  t.teardown(world.stop)
  await makeForeign(world.cloud)
  const name = `${runner}: ${options.hostnames} hostnames come and go while the hooks are killed`
  await t.test(name, t => churn(t, world, options))
}
