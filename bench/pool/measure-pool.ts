import type { GatewayPool } from '../../hooks/api/gateway-pool.ts'
import { syncPool } from '../../hooks/gateway-pool/sync.ts'
import type { SyncRequest } from '../../hooks/wire/metacontroller.ts'
import { region } from '../engine/manifests.ts'
import type { Capture } from '../steady/capture.ts'
import { growPool } from '../steady/grow.ts'

/** One sync of a pool, in parts; milliseconds, the least of some rounds: what else the machine does only adds. */
export type PoolFigures = {
  hostnames: number
  megabytes: number
  parse: number
  /** The hook itself: from the parsed request to the answer. */
  sync: number
  serialise: number
  /** The hook itself as a part of parsing its request. */
  ratio: number
}

const now = Date.UTC(2026, 0, 1, 3)

/** Measures pool syncs in the steady state, so many times each. @throws when the answer is not the steady state's */
export function measurePool(capture: Capture, hostnames: number, times: number): PoolFigures {
  const request = growPool(capture.pool, hostnames / capture.copying.perGroup, capture.copying)
  checkSteady(request as SyncRequest<GatewayPool>, hostnames)
  const body = JSON.stringify(request)
  const rounds = Array.from({ length: times + 1 }, () => measureOnce(body)).slice(1)
  const [parse, sync, serialise] = [0, 1, 2].map(part => Math.min(...rounds.map(round => round[part] ?? Number.NaN)))
  const figures = { parse: parse ?? 0, sync: sync ?? 0, serialise: serialise ?? 0 }
  return { hostnames, megabytes: Buffer.byteLength(body) / 1e6, ...figures, ratio: figures.sync / figures.parse }
}

function measureOnce(body: string): readonly number[] {
  const times = [performance.now()]
  const request = JSON.parse(body) as SyncRequest<GatewayPool>
  times.push(performance.now())
  const answer = syncPool(request, { now, defaultRegion: region })
  times.push(performance.now())
  JSON.stringify(answer)
  times.push(performance.now())
  return times.slice(1).map((time, index) => time - (times[index] ?? 0))
}

/** Everything that is there is wanted, and nothing else: else something other than a quiet sync would be measured. */
function checkSteady(request: SyncRequest<GatewayPool>, hostnames: number): void {
  const { status, children } = syncPool(request, { now, defaultRegion: region })
  const there = Object.values(request.children).reduce((sum, objects) => sum + Object.keys(objects).length, 0)
  if (status?.hostnames === hostnames && children?.length === there) return
  throw new Error(`${status?.hostnames} of ${hostnames} hostnames held; ${children?.length} children for ${there}`)
}
