import type { Clock } from '../clock.ts'
import type { Environment } from '../config/read-settings.ts'
import type { Log } from '../hook.ts'

export type TracingOptions = {
  env: Environment
  clock: Clock
  log: Log
  /** The name of the cluster, for the spans. */
  cluster: string
}

/** Spans on their way to a collector. */
export type Tracing = {
  /** Sends the spans that are left; resolves within two seconds. */
  stop: () => Promise<void>
}
