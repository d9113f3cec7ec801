import { median, quantile } from '../statistics.ts'
import { load } from './load.ts'

/** One hook, and the request bodies to measure it with. */
export type HookLoad = { name: string; path: string; bodies: readonly Buffer[] }

/** The figures of one hook, and of the bare echo under the same load. */
export type HookFigures = {
  name: string
  bytes: number
  perSecond: number
  p50: number
  p99: number
  echoPerSecond: number
  /** Requests per second of the hook divided by those of the echo: the median of all pairs. */
  ratio: number
}

/**
 * Other work of the machine would distort a comparison. So rounds of the hook and of the echo
 * alternate, and such work slows both down.
 */
export type Rounds = { pairs: number; seconds: number; connections: number }

/** Measures one hook and the echo, in alternating rounds. */
export async function measureHook(
  hook: HookLoad,
  urls: { hooks: string; echo: string },
  { pairs, seconds, connections }: Rounds
): Promise<HookFigures> {
  const run = (base: string, time: number) =>
    load({ url: base + hook.path, bodies: hook.bodies, connections, seconds: time })
  await run(urls.hooks, seconds / 2)
  await run(urls.echo, seconds / 2)
  const ratios: number[] = []
  const [own, echo]: [number[], number[]] = [[], []]
  const latencies: number[] = []
  for (let pair = 0; pair < pairs; pair++) {
    const measured = await run(urls.hooks, seconds)
    const bare = await run(urls.echo, seconds)
    own.push(measured.perSecond)
    echo.push(bare.perSecond)
    ratios.push(measured.perSecond / bare.perSecond)
    latencies.push(...measured.latencies)
  }
  return {
    name: hook.name,
    bytes: Math.round(hook.bodies.reduce((sum, body) => sum + body.length, 0) / hook.bodies.length),
    perSecond: median(own),
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    echoPerSecond: median(echo),
    ratio: median(ratios)
  }
}
