import type { Clock } from '../../hooks/clock.ts'
import { createEmbeddedAws, type EmbeddedAws } from '../aws/embedded-aws.ts'
import { type Cluster, startCluster } from '../cluster/cluster.ts'
import { httpCall } from '../engine/transports.ts'
import { type HooksProcess, startHooks } from './hooks-process.ts'
import type { Tempo } from './pace.ts'

/** All that runs during a demo: embedded AWS and hooks over HTTP, and the cluster that calls the hooks. */
export type DemoWorld = {
  clock: Clock
  cloud: EmbeddedAws
  awsURL: string
  hooks: HooksProcess
  cluster: Cluster
  region: string
  /** Ends everything, the hooks' process included. */
  stop: () => Promise<void>
}

export type DemoWorldOptions = {
  clock: Clock
  tempo: Tempo
  region: string
  /** File that takes the hooks' log; undefined: stderr. */
  logFile: string | undefined
  /** Told that AWS is embedded. */
  say: (line: string) => void
}

/** Starts it all. @throws where the hooks do not start; nothing runs then */
export async function startWorld({
  clock,
  tempo,
  region,
  logFile,
  say
}: DemoWorldOptions): Promise<DemoWorld> {
  const cloud = createEmbeddedAws({ clock, timings: tempo.aws, aliasTargets: 'existing', say })
  const aws = await cloud.listen()
  const hooks = await startHooks({
    clock,
    awsURL: aws.url,
    region,
    fence: tempo.fence,
    logFile
  }).catch(async error => {
    await aws.close()
    throw error
  })
  const call = httpCall(hooks.url)
  const loadBalancerTimings = tempo.loadBalancers
  const cluster = startCluster({ clock, cloud, call, region, loadBalancerTimings, isGuarded: true })
  const stop = async () => {
    await cluster.stop()
    call.close()
    await hooks.stop()
    await aws.close()
  }
  return { clock, cloud, awsURL: aws.url, hooks, cluster, region, stop }
}
