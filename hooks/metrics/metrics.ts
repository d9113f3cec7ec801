import { collectDefaultMetrics, Registry } from 'prom-client'
import type { CallObserver } from '../aws/call-observer.ts'
import type { AWSFigures } from '../aws/figures.ts'
import type { Clock } from '../clock.ts'
import type { HookPath } from '../create-hooks.ts'
import type { Hook } from '../hook.ts'
import { createInstruments } from './instruments.ts'
import type { MetricsState } from './metrics-state.ts'
import { observeCalls } from './observe-calls.ts'
import type { PoolFigures } from './read/pool-figures.ts'
import { createUnanswered } from './read/unanswered.ts'
import { showAWS } from './show-aws.ts'
import { showPools } from './show-pools.ts'
import { watchHooks } from './watch-hooks.ts'

/** The metrics of one process. */
export type Metrics = {
  /** Learns of AWS calls: see `createAWS`. */
  observer: CallObserver
  /** Counts an HTTP response of a hook. @param path such as `/domain-claim/sync` */
  responded: (path: string, code: number) => void
  /** The same hooks, with each of their answers observed. */
  watch: (hooks: Record<HookPath, Hook>) => Record<HookPath, Hook>
  /** Says where to ask for what the process knows of AWS, each time when Prometheus asks. */
  readAWSFrom: (figures: () => AWSFigures) => void
  /** Adds the metrics of Node and of the process. Only once in a process. */
  addProcess: () => void
  /** All metrics, in the text format of Prometheus. */
  text: () => Promise<string>
  contentType: string
}

/**
 * Makes the metrics. Counters begin at zero, because the process knows what it has counted. States
 * of the world are absent until the process has seen them.
 */
export function createMetrics({ clock, version }: { clock: Clock; version: string }): Metrics {
  const registry = new Registry()
  const instruments = createInstruments(registry)
  const pools = new Map<string, PoolFigures>()
  const state: MetricsState = {
    clock,
    instruments,
    pools,
    unanswered: createUnanswered(),
    lastRequests: new Map()
  }
  let figures: (() => AWSFigures) | undefined
  instruments.hooks.build.set({ version, node_version: process.version }, 1)
  for (const kind of ['alias', 'validation_record']) {
    instruments.requests.driftFound.inc({ kind }, 0)
    instruments.requests.driftRepaired.inc({ kind }, 0)
  }
  return {
    observer: observeCalls(instruments.aws),
    responded(path, code) {
      const [, controller = '', hook = ''] = path.split('/')
      instruments.hooks.responses.inc({ controller, hook, code })
    },
    watch: hooks => watchHooks(hooks, state),
    readAWSFrom(source) {
      figures = source
    },
    addProcess: () => addProcess(registry),
    async text() {
      const ofAWS = figures?.()
      if (ofAWS !== undefined) showAWS(ofAWS, instruments.aws)
      showPools(state, ofAWS?.listings ?? [])
      showRequests(state)
      return registry.metrics()
    },
    contentType: registry.contentType
  }
}

function showRequests({ clock, instruments, unanswered, lastRequests }: MetricsState): void {
  for (const [controller, at] of lastRequests)
    instruments.hooks.lastRequest.set({ controller }, at / 1000)
  const count = unanswered.count(clock.now())
  const { unanswered: gauge } = instruments.requests
  if (count === undefined) gauge.remove()
  else gauge.set(count)
}

/** Gauges of prom-client whose names end like those of counters, which Prometheus warns of. */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total'
]

function addProcess(registry: Registry): void {
  collectDefaultMetrics({ register: registry })
  for (const name of misnamed) registry.removeSingleMetric(name)
}
