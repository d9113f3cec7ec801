import t from 'tap'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import { aPlatform, messageOf } from '../helpers/flow-objects.ts'
import { webHostname as hostname, readyWeb } from '../helpers/flow-ready.ts'
import { createFlowWorld } from '../helpers/flow-world.ts'

const day = 24 * 3600

function acceptedOf(pool: KubeObject | undefined) {
  const { conditions = [] } = (pool?.status ?? {}) as { conditions?: { type: string }[] }
  return conditions.find(({ type }) => type === 'Accepted') as
    | { status: string; reason: string; message: string }
    | undefined
}

t.test(
  'delegation lost: pool and request warn before the end, and say EXPIRED after it',
  async t => {
    // Short lives save real time: the renewal begins on the second day, and the end is the fourth.
    const timings = { certificateLifetime: 4 * day * 1000, renewBefore: 3 * day * 1000 }
    const world = await readyWeb(aPlatform(), createFlowWorld({ timings }))
    const { cloud, clock } = world
    const nameServers = cloud.zones.get('Z0APPS').nameServers
    cloud.zones.create('example.com', { id: 'Z0PARENT' })
    cloud.zones.delegate('Z0PARENT', 'apps.example.com')
    const accepted = () => acceptedOf(world.list('GatewayPool')[0])
    const isWarned = () => accepted()?.reason === 'RenewalFailing'
    t.ok(await world.until(isWarned, 3 * day))
    t.match(accepted()?.message, hostname)
    t.equal(world.ready('shop', 'web'), 'True Ready', 'it works until then')
    const warning =
      /Warning: .* cannot renew it \(PENDING_VALIDATION\): less than \d+ days are left/
    await clock.advance(60_000)
    t.match(messageOf(world, 'shop', 'web'), warning)

    const isExpired = () => world.ready('shop', 'web') === 'False CertificateExpired'
    t.ok(await world.until(isExpired, 3 * day))
    await clock.advance(60_000)
    t.match(messageOf(world, 'shop', 'web'), /EXPIRED since/)
    t.ok(await world.until(() => accepted()?.reason === 'CertificateExpired', 600))

    cloud.zones.delegate('Z0PARENT', 'apps.example.com', nameServers)
    t.ok(await world.untilReady('shop', 'web', 2 * day), messageOf(world, 'shop', 'web'))
    const isOver = () => accepted()?.reason !== 'CertificateExpired'
    t.ok(await world.until(isOver, 600))
    t.notMatch(messageOf(world, 'shop', 'web'), /EXPIRED|cannot renew/)
    await world.stop()
  }
)
