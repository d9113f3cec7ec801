import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { createAWS } from '../../hooks/aws/aws.ts'
import { systemClock } from '../../hooks/clock.ts'
import { createHooks, type HookPath } from '../../hooks/create-hooks.ts'
import { defined } from '../../hooks/defined.ts'
import type { TakeEvents } from '../../hooks/events/decide/new-event.ts'
import { createEventQueue } from '../../hooks/events/send/event-queue.ts'
import type { Hook, Log } from '../../hooks/hook.ts'
import type { APIAnswer } from '../../hooks/kubernetes/service-account.ts'
import { createMetrics, type Metrics } from '../../hooks/metrics/metrics.ts'
import type { EmbeddedAws } from '../../simulator/aws/embedded-aws.ts'
import { clusterID, region } from '../engine/manifests.ts'
import { startService } from '../http/processes.ts'
import { fillAccount } from '../steady/account.ts'
import type { Capture } from '../steady/capture.ts'
import { growPool } from '../steady/grow.ts'
import { switchTracing, type TracingSwitch, tracedHook } from './traced-hooks.ts'

/** What one hook costs. All but `without` are times divided by that. */
export type Overhead = {
  name: string
  /** Milliseconds without any of it. */
  without: number
  /** With metrics. */
  ratio: number
  /** With metrics, events and the log. */
  withAll: number
  /** With spans that nobody records: the API of OpenTelemetry without its SDK. */
  withAPI: number
  /** With spans that are all recorded. */
  withTraces: number
}

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
  const all = createMetrics({ clock: systemClock, version: 'bench' })
  const events = createEventQueue({ clock: systemClock, log, instance: 'bench', send: refuse })
  const variants: Variants = {
    plain: hooksOn(cloud),
    watched: metrics.watch(hooksOn(cloud, metrics)),
    all: all.watch(hooksOn(cloud, all, events.take)),
    traced: hooksOn(cloud)
  }
  const pool = growPool(capture.pool, groups, capture.copying)
  const bodiesOfAll = claims.map(parent => JSON.stringify({ ...capture.claim, parent }))
  const claimHooks = Object.values(variants).map(hooks => hooks['/domain-claim/sync'])
  const claimBodies = await quietBodies(bodiesOfAll, claimHooks, cloud)
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
  const collector = await startService(['bench/http/echo.ts'], {})
  const tracing = switchTracing(collector.url)
  const hooks: Overhead[] = []
  try {
    for (const load of loads) {
      say(`metrics: ${load.name}`)
      hooks.push(await compare(load, variants, tracing))
    }
  } finally {
    await collector.stop()
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

/** Hooks without all that, with metrics, with metrics, events and a log, and with spans. */
type Variants = Record<'plain' | 'watched' | 'all' | 'traced', Record<HookPath, Hook>>

/** The log of the hooks as it is shipped, to where nobody reads it. */
const fullLog = pino({ level: 'info' }, pino.destination('/dev/null'))

/**
 * An API server that refuses events. The first syncs have some; the steady state has none. An event
 * that cannot be sent would be tried for ten minutes, and the benchmark would not end before.
 */
async function refuse(): Promise<APIAnswer> {
  return { status: 403, body: '' }
}

function hooksOn(
  cloud: EmbeddedAws,
  metrics?: Metrics,
  takeEvents?: TakeEvents
): Record<HookPath, Hook> {
  const sdk = { credentials, requestHandler: cloud.requestHandler() }
  const observed = metrics === undefined ? {} : { observer: metrics.observer }
  const aws = createAWS({ region, clock: systemClock, fenceTimes, ...sdk, ...observed })
  metrics?.readAWSFrom(aws.figures)
  const common = { clock: systemClock, cluster: clusterID, certificateRegions: [], fenceTimes }
  return createHooks({ ...common, aws, defaultRegion: region, ...defined({ takeEvents }) })
}

async function compare(
  load: Load,
  { plain, watched, all, traced }: Variants,
  tracing: TracingSwitch
): Promise<Overhead> {
  const withSpans = tracedHook(traced[load.path], load.path)
  const runs = [
    () => timeOf(load, plain[load.path], log),
    () => timeOf(load, watched[load.path], log),
    () => timeOf(load, all[load.path], fullLog),
    () => timeOf(load, withSpans, log),
    () => timeRecorded(load, withSpans, tracing)
  ]
  for (const run of runs) await run()
  const times: number[][] = runs.map(() => [])
  for (let round = 0; round < rounds; round++)
    // Whoever comes second finds warmer caches, so they take turns in being first.
    for (let turn = 0; turn < runs.length; turn++) {
      const which = (turn + round) % runs.length
      times[which]?.push((await runs[which]?.()) ?? 0)
    }
  // Other work of the machine can only add time, so the least times are compared.
  const [without = 1, ...others] = times.map(own => Math.min(...own))
  const ratios = others.map(time => time / without)
  const [ratio = 0, withAll = 0, withAPI = 0, withTraces = 0] = ratios
  return { name: load.name, without, ratio, withAll, withAPI, withTraces }
}

/**
 * The time of one request in milliseconds, if its spans are recorded. They are sent after that: the
 * service sends hundreds in one batch, and a round of pools has one.
 */
async function timeRecorded(load: Load, hook: Hook, tracing: TracingSwitch): Promise<number> {
  tracing.record('all')
  const time = await timeOf(load, hook, log)
  tracing.record('none')
  await tracing.flush()
  return time
}

/** @returns the time of one request in milliseconds */
async function timeOf({ bodies, perRound }: Load, hook: Hook, log: Log): Promise<number> {
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
