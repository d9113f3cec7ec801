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

/**
 * Measures pool syncs in the steady state, so many times each. A request is synced some times over: what collects
 * the garbage of its parsing falls on whoever comes next.
 * @throws when the answer is not the steady state's
 */
export function measurePool(capture: Capture, hostnames: number, times: number): PoolFigures {
  const request = growPool(capture.pool, hostnames / capture.copying.perGroup, capture.copying)
  checkSteady(request as SyncRequest<GatewayPool>, hostnames, capture.now)
  const body = JSON.stringify(request)
  const rounds = Array.from({ length: times + 1 }, () => measureOnce(body, capture.now)).slice(1)
  const [parse, sync, serialise] = [0, 1, 2].map(part =>
    Math.min(...rounds.map(round => round[part] ?? Number.NaN))
  )
  const figures = { parse: parse ?? 0, sync: sync ?? 0, serialise: serialise ?? 0 }
  return {
    hostnames,
    megabytes: Buffer.byteLength(body) / 1e6,
    ...figures,
    ratio: figures.sync / figures.parse
  }
}

const repeats = 3

/** @returns how long parsing, the sync and the writing of its answer take (ms), the least of some repeats each */
function measureOnce(body: string, now: number): readonly number[] {
  const [parse, request] = timed(() => JSON.parse(body) as SyncRequest<GatewayPool>)
  const syncs = Array.from({ length: repeats }, () =>
    timed(() => syncPool(request, { now, defaultRegion: region }))
  )
  const answer = syncs[0]?.[1]
  const written = Array.from({ length: repeats }, () => timed(() => JSON.stringify(answer)))
  return [parse, ...[syncs, written].map(runs => Math.min(...runs.map(([time]) => time)))]
}

function timed<T>(run: () => T): readonly [milliseconds: number, value: T] {
  const start = performance.now()
  const value = run()
  return [performance.now() - start, value]
}

/** Everything that is there is wanted, and nothing else: else something other than a quiet sync would be measured. */
function checkSteady(request: SyncRequest<GatewayPool>, hostnames: number, now: number): void {
  const { status, children } = syncPool(request, { now, defaultRegion: region })
  const there = Object.values(request.children).reduce(
    (sum, objects) => sum + Object.keys(objects).length,
    0
  )
  if (status?.hostnames === hostnames && children?.length === there) return
  throw new Error(
    `${status?.hostnames} of ${hostnames} hostnames held; ${children?.length} children for ${there}`
  )
}
