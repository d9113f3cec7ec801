import type { Clock } from '../../../hooks/clock.ts'
import { createEmbeddedAws, type EmbeddedAws } from '../../aws/embedded-aws.ts'
import { type Cluster, startCluster } from '../../cluster/cluster.ts'
import type { RunningHooks, StartHooks } from './hooks-process.ts'
import type { Tempo } from './pace.ts'

/** Everything that runs during a demo: the embedded AWS, the hooks, and the simulated cluster. */
export type DemoWorld = {
  clock: Clock
  cloud: EmbeddedAws
  awsURL: string
  hooks: RunningHooks
  cluster: Cluster
  region: string
  /** Ends everything, including the hooks. */
  stop: () => Promise<void>
}

export type DemoWorldOptions = {
  clock: Clock
  tempo: Tempo
  region: string
  startHooks: StartHooks
  /** The file for the log of the hooks. If `undefined`, they log to stderr. */
  logFile: string | undefined
  /** Tells the user that AWS is embedded. */
  warn: (line: string) => void
}

/** Starts everything. @throws if the hooks do not start; then nothing is left running */
export async function startWorld(options: DemoWorldOptions): Promise<DemoWorld> {
  const { clock, tempo, region, startHooks, logFile, warn } = options
  const cloud = createEmbeddedAws({
    clock,
    timings: tempo.aws,
    aliasTargets: 'existing',
    say: warn
  })
  const aws = await cloud.listen()
  const hooksOptions = { clock, cloud, awsURL: aws.url, region, fence: tempo.fence, logFile }
  const hooks = await startHooks(hooksOptions).catch(async error => {
    await aws.close()
    throw error
  })
  const cluster = startCluster({
    clock,
    cloud,
    call: hooks.call,
    region,
    loadBalancerTimings: tempo.loadBalancers,
    isGuarded: true
  })
  const stop = async () => {
    await cluster.stop()
    await hooks.stop()
    await aws.close()
  }
  return { clock, cloud, awsURL: aws.url, hooks, cluster, region, stop }
}
