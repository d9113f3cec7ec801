import { hostname } from 'node:os'
import type { Clock } from '../clock.ts'
import type { Log } from '../hook.ts'
import { asServiceAccount, isInCluster } from '../kubernetes/service-account.ts'
import { createEventQueue, type EventQueue } from './send/event-queue.ts'

export type EventsOptions = {
  clock: Clock
  log: Log
  /** The folder with the token of the service account and the CA of the API server. */
  folder: string
  env: NodeJS.ProcessEnv
}

/**
 * Makes the queue of events to the API server of this pod's cluster; `undefined` if the pod has no
 * token. The hooks then work without events.
 */
export function startEvents({ clock, log, folder, env }: EventsOptions): EventQueue | undefined {
  if (!isInCluster({ env, folder })) {
    const fields = { folder, host: env.KUBERNETES_SERVICE_HOST }
    log.warn(fields, 'no events: EVENTS is on, but there is no token of a service account')
    return undefined
  }
  const send = asServiceAccount({ env, folder })
  return createEventQueue({ clock, log, send, instance: hostname() })
}
