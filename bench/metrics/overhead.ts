import { setTimeout as sleep } from 'node:timers/promises'
import { createAWS } from '../../hooks/aws/aws.ts'
import { systemClock } from '../../hooks/clock.ts'
import { createHooks, type HookPath } from '../../hooks/create-hooks.ts'
import type { Hook } from '../../hooks/hook.ts'
import { createMetrics, type Metrics } from '../../hooks/metrics/metrics.ts'
import type { EmbeddedAws } from '../../simulator/aws/embedded-aws.ts'
import { clusterID, region } from '../engine/manifests.ts'
import { startService } from '../http/processes.ts'
import { fillAccount } from '../steady/account.ts'
import type { Capture } from '../steady/capture.ts'
import { growPool } from '../steady/grow.ts'

/** What the metrics cost one hook: the time with them, divided by the time without them. */
export type Overhead = { name: string; without: number; ratio: number }

export type MetricsFigures = {
  hooks: readonly Overhead[]
  /** Time of one scrape in milliseconds, and its size. */
  scrape: { milliseconds: number; kilobytes: number; series: number }
  /** Resident memory of the idle service in megabytes; `undefined` if there is no /proc. */
  memory: { without: number; with: number } | undefined
}

const hostnames = 1000
const rounds = 30
const fenceTimes = { sendWithinSeconds: 10, callTimeoutSeconds: 5 }
const credentials = { accessKeyId: 'AKIAEMBEDDED', secretAccessKey: 'embedded' }
const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
/** The idle service is looked at this long (ms) after its start. */
const settleMs = 5_000

/** One hook, its requests, and how many of them make one round. */
type Load = { name: string; path: HookPath; bodies: readonly string[]; perRound: number }

/**
 * Measures steady syncs with and without metrics in one process, in turns, so that other work of
 * the machine falls on both. The time has the parsing of the request in it, which each request
 * over HTTP needs too.
 */
export async function measureMetrics(
  capture: Capture,
  say: (line: string) => void
): Promise<MetricsFigures> {
  const groups = hostnames / capture.copying.perGroup
  const { cloud, claims } = await fillAccount(capture, groups)
  const metrics = createMetrics({ clock: systemClock, version: 'bench' })
  const plain = hooksOn(cloud)
  const watched = metrics.watch(hooksOn(cloud, metrics))
  const pool = growPool(capture.pool, groups, capture.copying)
  const bodiesOfAll = claims.map(parent => JSON.stringify({ ...capture.claim, parent }))
  const hookPair = [plain, watched].map(hooks => hooks['/domain-claim/sync'])
  const claimBodies = await quietBodies(bodiesOfAll, hookPair, cloud)
  const loads: readonly Load[] = [
    {
      name: `GatewayPool sync, ${hostnames} hostnames`,
      path: '/gateway-pool/sync',
      bodies: [JSON.stringify(pool)],
      perRound: 1
    },
    { name: 'DomainClaim sync', path: '/domain-claim/sync', bodies: claimBodies, perRound: 300 },
    {
      name: 'GatewayHostnameRequest sync',
      path: '/hostname-request/sync',
      bodies: [JSON.stringify(capture.request)],
      perRound: 300
    }
  ]
  const hooks: Overhead[] = []
  for (const load of loads) {
    say(`metrics: ${load.name}`)
    hooks.push(await compare(load, plain[load.path], watched[load.path]))
  }
  return { hooks, scrape: await scrapeOnce(metrics), memory: await idleMemory() }
}

/**
 * The requests for which a sync makes no DescribeCertificate call. A claim needs this call once in
 * three days; here it would wait for its budget, and the wait would be measured.
 */
async function quietBodies(
  bodies: readonly string[],
  hooks: readonly Hook[],
  cloud: EmbeddedAws
): Promise<readonly string[]> {
  const describeCalls = () => cloud.calls.counts().DescribeCertificate ?? 0
  const quiet: string[] = []
  for (const body of bodies) {
    const before = describeCalls()
    for (const hook of hooks) await hook(JSON.parse(body), { dryRun: false, log })
    if (describeCalls() === before) quiet.push(body)
  }
  return quiet
}

function hooksOn(cloud: EmbeddedAws, metrics?: Metrics): Record<HookPath, Hook> {
  const sdk = { credentials, requestHandler: cloud.requestHandler() }
  const observed = metrics === undefined ? {} : { observer: metrics.observer }
  const aws = createAWS({ region, clock: systemClock, fenceTimes, ...sdk, ...observed })
  metrics?.follow(aws.figures)
  const common = { clock: systemClock, cluster: clusterID, certificateRegions: [], fenceTimes }
  return createHooks({ ...common, aws, defaultRegion: region })
}

async function compare(load: Load, plain: Hook, watched: Hook): Promise<Overhead> {
  for (const hook of [plain, watched]) await timeOf(load, hook)
  const without: number[] = []
  const withMetrics: number[] = []
  for (let round = 0; round < rounds; round++) {
    // Whoever comes second finds warmer caches, so the two take turns in being first.
    const first = round % 2 === 0 ? plain : watched
    const times = [await timeOf(load, first), await timeOf(load, first === plain ? watched : plain)]
    const [own = 1, other = 1] = first === plain ? times : times.toReversed()
    without.push(own)
    withMetrics.push(other)
  }
  // Other work of the machine can only add time, so the least times are compared.
  const least = Math.min(...without)
  return { name: load.name, without: least, ratio: Math.min(...withMetrics) / least }
}

/** @returns the time of one request in milliseconds */
async function timeOf({ bodies, perRound }: Load, hook: Hook): Promise<number> {
  const start = performance.now()
  for (let index = 0; index < perRound; index++)
    await hook(JSON.parse(bodies[index % bodies.length] ?? ''), { dryRun: false, log })
  return (performance.now() - start) / perRound
}

async function scrapeOnce(metrics: Metrics): Promise<MetricsFigures['scrape']> {
  await metrics.text()
  const start = performance.now()
  const text = await metrics.text()
  const milliseconds = performance.now() - start
  const series = text.split('\n').filter(line => line !== '' && !line.startsWith('#')).length
  return { milliseconds, kilobytes: text.length / 1000, series }
}

async function idleMemory(): Promise<MetricsFigures['memory']> {
  const env = { CLUSTER_ID: clusterID, AWS_REGION: region, LOG_LEVEL: 'error' }
  const both = await Promise.all([
    startService(['bench/metrics/without-metrics.ts'], env),
    startService(['hooks/cli.ts', 'serve'], env)
  ])
  try {
    await sleep(settleMs)
    const [without, full] = both.map(service => service.memory()?.now)
    return without === undefined || full === undefined ? undefined : { without, with: full }
  } finally {
    await Promise.all(both.map(service => service.stop()))
  }
}
