import type { GatewayPool } from '../../hooks/api/gateway-pool.ts'
import { syncPool } from '../../hooks/gateway-pool/sync.ts'
import type { SyncRequest } from '../../hooks/wire/metacontroller.ts'
import { region } from '../engine/manifests.ts'
import type { Capture } from '../steady/capture.ts'
import { growPool } from '../steady/grow.ts'

/**
 * The times of one pool sync, in milliseconds. Each is the least of several rounds, because other
 * work of the machine can only add time.
 */
export type PoolFigures = {
  hostnames: number
  megabytes: number
  parse: number
  /** The time of the hook alone: from the parsed request to the answer. */
  sync: number
  serialise: number
  /** The time of the hook alone, divided by the time of parsing its request. */
  ratio: number
}

/**
 * Measures pool syncs in the steady state, in the given number of rounds.
 * @throws when the request is not in the steady state
 */
export function measurePool(capture: Capture, hostnames: number, roundCount: number): PoolFigures {
  const request = growPool(capture.pool, hostnames / capture.copying.perGroup, capture.copying)
  checkSteady(request as SyncRequest<GatewayPool>, hostnames, capture.now)
  const body = JSON.stringify(request)
  // The first round only warms up.
  const [, ...rounds] = Array.from({ length: roundCount + 1 }, () => measureOnce(body, capture.now))
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

/**
 * How often one round runs the sync and the serialising. During the first run, the garbage of the
 * parsing is collected, which makes the first run too slow. Later runs show the true time.
 */
const repeats = 3

/** @returns the times of parsing, sync and serialising in ms, each the least of all repeats */
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

/** @throws if the sync would change the number of children, because that is no steady state */
function checkSteady(request: SyncRequest<GatewayPool>, hostnames: number, now: number): void {
  const { status, children } = syncPool(request, { now, defaultRegion: region })
  const groups = Object.values(request.children)
  const observed = groups.reduce((sum, objects) => sum + Object.keys(objects).length, 0)
  if (status?.hostnames === hostnames && children?.length === observed) return
  throw new Error(
    `not the steady state: ${status?.hostnames} of ${hostnames} hostnames, ` +
      `${children?.length} children instead of ${observed}`
  )
}
