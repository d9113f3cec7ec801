import t from 'tap'
import { quickStartFlags } from '../../bench/engine/flags.ts'
import { settingOf } from '../../bench/engine/setting.ts'
import { createBenchWorld } from '../../bench/engine/world.ts'
import { apiVersion } from '../../hooks/api/schema.ts'

/**
 * The syncs of a large pool follow each other without a pause: the event of one status comes while
 * the next sync runs. Each sync then begins before Metacontroller's cache shows the status of the
 * sync before.
 */
t.test('a pool whose syncs never see its newest status comes to rest', async t => {
  const hostnames = 30
  const setting = { ...settingOf('chain', { issueSeconds: 5 }), poolHook: () => 700 }
  const world = createBenchWorld({ hostnames, flags: quickStartFlags, setting })
  t.teardown(world.stop)
  const { clock, cluster } = world
  await clock.advance(1000)
  void world.askForAll()
  await clock.runUntil(() => world.readyCount() === hostnames, { within: 600_000 })
  await clock.advance(30_000)
  let writes = 0
  cluster.store.watch(
    () => {
      writes += 1
    },
    { apiVersion, kind: 'GatewayPool' }
  )
  writes = 0
  await clock.advance(60_000)
  t.equal(writes, 0)
})
