import type { GatewayPool } from '../../hooks/api/gateway-pool.ts'
import type { CustomizeRequest, SyncRequest } from '../../hooks/wire/metacontroller.ts'
import type { RecordSet } from '../../simulator/aws/route53/record-set.ts'
import { quickStartFlags } from '../engine/flags.ts'
import { zoneID } from '../engine/manifests.ts'
import { settingOf } from '../engine/setting.ts'
import { createBenchWorld } from '../engine/world.ts'
import type { Copying } from './grow.ts'

/** The hook requests for one full Gateway of which all hostnames are Ready, and their records. */
export type Capture = {
  pool: SyncRequest<GatewayPool>
  poolCustomize: CustomizeRequest
  claim: SyncRequest
  request: SyncRequest
  requestCustomize: CustomizeRequest
  records: readonly RecordSet[]
  copying: Copying
  /** When the requests were captured, in ms since the epoch. */
  now: number
}

/** The default AWS quota for certificates of an ALB. */
const perGroup = 25
const settleMs = 3600_000

/**
 * Lets the hooks bring hostnames to Ready in a simulated cluster, then waits one virtual hour.
 * @param now - the present in ms since the epoch. The capture ends about an hour earlier
 */
export async function captureSteadyState(now: number): Promise<Capture> {
  const world = createBenchWorld({
    hostnames: perGroup,
    perGateway: perGroup,
    maxGateways: 100,
    flags: quickStartFlags,
    setting: settingOf('usual'),
    start: now - 2 * settleMs
  })
  await world.clock.advance(1000)
  await world.askForAll()
  const stop = await world.clock.runUntil(() => world.readyCount() === perGroup, {
    within: 3600_000
  })
  if (stop !== 'reached')
    throw new Error(`${world.readyCount()} of ${perGroup} hostnames are Ready`)
  await world.clock.advance(settleMs)
  const of = <T>(path: string) => structuredClone(world.requests.get(path)) as T
  const pool = of<SyncRequest<GatewayPool>>('/gateway-pool/sync')
  const records = world.cloud.zones
    .records(zoneID)
    .filter(({ type }) => type !== 'NS' && type !== 'SOA')
  await world.stop()
  return {
    pool,
    poolCustomize: of('/gateway-pool/customize'),
    claim: of('/domain-claim/sync'),
    request: of('/hostname-request/sync'),
    requestCustomize: of('/hostname-request/customize'),
    records,
    copying: { perGroup, shared: new Set([pool.parent.metadata.uid]) },
    now: world.clock.now()
  }
}
