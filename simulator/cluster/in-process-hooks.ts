import { createAWS } from '../../hooks/aws/aws.ts'
import type { FenceTimes } from '../../hooks/aws/fence.ts'
import type { Clock } from '../../hooks/clock.ts'
import { createHooks, type HookPath } from '../../hooks/create-hooks.ts'
import { defaultCertificatesPerYear } from '../../hooks/default-certificates-per-year.ts'
import { defined } from '../../hooks/defined.ts'
import type { TakeEvents } from '../../hooks/events/decide/new-event.ts'
import type { Log } from '../../hooks/hook.ts'
import type { Metrics } from '../../hooks/metrics/metrics.ts'
import type { EmbeddedAws } from '../aws/embedded-aws.ts'
import type { RequestHandler } from '../aws/request-handler.ts'
import { type InProcessRequest, inProcessCall } from '../engine/transports.ts'
import type { Call, HookReply } from '../engine/types.ts'

/**
 * The hooks, running in the process of the simulation, for virtual time. There are no sockets: the
 * engine calls the hooks directly, and the real SDK passes its requests directly to the embedded
 * AWS.
 */
export type InProcessHooks = {
  call: Call
  /** Replaces the hooks by new ones with empty caches, as a restart of their process would. */
  restart: () => void
  /** The metrics since the last start; `undefined` if there are none. */
  metrics: () => Metrics | undefined
}

export type InProcessHooksOptions = {
  clock: Clock
  cloud: EmbeddedAws
  cluster: string
  region: string
  fenceTimes?: FenceTimes
  /** How many certificates the hooks take as the account's number of a year. */
  certificatesPerYear?: number
  log?: Log
  /**
   * Is called at each start of the hooks, and returns the handler with which they call AWS. By
   * default, the handler calls the embedded AWS directly.
   */
  requestHandler?: () => RequestHandler
  /**
   * Is called at each start of the hooks, and returns what takes their events. By default, they
   * make none.
   */
  takeEvents?: () => TakeEvents
  /**
   * Whether the hooks get their requests as frozen objects, which saves most of the time of a long
   * simulation. By default, they get them as text.
   */
  takesObjects?: boolean
  /** Makes the metrics, at each start of the hooks. By default there are none. */
  createMetrics?: (clock: Clock) => Metrics
}

const silence: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** The credentials of the hooks. The embedded AWS does not check them. */
const credentials = { accessKeyId: 'AKIAEMBEDDED', secretAccessKey: 'embedded' }

export function createInProcessHooks(options: InProcessHooksOptions): InProcessHooks {
  const { log = silence, takesObjects = false } = options
  let { hooks, metrics } = startHooks(options)

  async function handle({ path, body, object, signal }: InProcessRequest): Promise<HookReply> {
    const [route, query] = path.split('?')
    const hook = hooks[route as HookPath]
    if (hook === undefined) return { status: 404, headers: {}, body: '' }
    const dryRun = query === 'dryRun=true'
    const answer = await hook(object ?? JSON.parse(body), { signal, dryRun, log })
    return {
      status: answer.status,
      headers: answer.headers ?? {},
      body: JSON.stringify(answer.body)
    }
  }

  return {
    call: inProcessCall(handle, { takesObjects }),
    restart: () => {
      ;({ hooks, metrics } = startHooks(options))
    },
    metrics: () => metrics
  }
}

function startHooks(options: InProcessHooksOptions) {
  const { clock, cloud, cluster, region } = options
  const { certificatesPerYear = defaultCertificatesPerYear } = options
  const fenceTimes = options.fenceTimes ?? { sendWithinSeconds: 10, callTimeoutSeconds: 5 }
  const requestHandler = (options.requestHandler ?? cloud.requestHandler)()
  const sdk = { credentials, requestHandler }
  const metrics = options.createMetrics?.(clock)
  const { observer } = metrics ?? {}
  const observing = defined({ observer })
  const aws = createAWS({ region, clock, fenceTimes, certificatesPerYear, ...sdk, ...observing })
  metrics?.readAWSFrom(aws.figures)
  const hooks = createHooks({
    aws,
    clock,
    cluster,
    certificateRegions: [],
    fenceTimes,
    defaultRegion: region,
    certificatesPerYear,
    ...defined({ takeEvents: options.takeEvents?.() })
  })
  return { hooks: metrics?.watch(hooks) ?? hooks, metrics }
}
