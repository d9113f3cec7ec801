import t from 'tap'
import { aNamespace, aPool, aRequest } from '../helpers/flow-objects.ts'
import { deletePool, untilGone, untilReady } from './world/awaits.ts'
import { standIn } from './world/balancers.ts'
import { usualRunner } from './world/controllers.ts'
import { region } from './world/install.ts'
import { type MotoCloud, startMotoCloud } from './world/moto-cloud.ts'
import { startWorld, type World } from './world/world.ts'

/** Hostnames come and go on an AWS that nobody of this project wrote. */
const runner = usualRunner()

async function start(): Promise<World<MotoCloud> | { missing: string }> {
  const cloud = await startMotoCloud()
  if ('missing' in cloud) return cloud
  t.teardown(cloud.close)
  return startWorld(runner, { aws: { cloud, balancers: standIn(cloud) } })
}

const world = await start()
if ('missing' in world) {
  t.test('hostnames with moto', { skip: world.missing }, async () => undefined)
} else {
  t.teardown(world.stop)
  const { admin, cloud } = world
  await t.test(`${runner}: hostnames with moto`, async t => {
    const hostedZoneID = await cloud.createZone('moto.test')
    const domain = { name: 'moto.test', hostedZoneID }
    const pool = aPool('moto', { region, releaseGraceSeconds: 5 }, domain)
    await admin.apply(aNamespace('edge'), aNamespace('team'), pool)
    const request = (name: string, hostname: string) =>
      aRequest('team', name, hostname, { poolName: 'moto' })
    const requests = [request('a', 'a.moto.test'), request('b', 'b.moto.test')]
    await admin.apply(...requests)
    for (const asked of requests) await untilReady(admin, asked)
    const full = await cloud.inventory(hostedZoneID)
    t.same(full.certificates.toSorted(), ['a.moto.test', 'b.moto.test'], 'a certificate for each')
    t.ok(full.records.includes('a.moto.test. A'), 'an alias')
    await admin.run(['delete', 'ghr', '--all', '-n', 'team'])
    await untilGone(admin, 'domainclaims', '--all')
    await deletePool(admin, 'moto', 120)
    t.same(
      await cloud.inventory(hostedZoneID),
      { certificates: [], records: [] },
      'nothing is left'
    )
  })
}
