import { createAWS } from '../../hooks/aws/aws.ts'
import type { FenceTimes } from '../../hooks/aws/fence.ts'
import type { Clock } from '../../hooks/clock.ts'
import { createHooks, type HookPath } from '../../hooks/create-hooks.ts'
import type { Log } from '../../hooks/hook.ts'
import type { EmbeddedAws } from '../aws/embedded-aws.ts'
import type { RequestHandler } from '../aws/request-handler.ts'
import { type InProcessRequest, inProcessCall } from '../engine/transports.ts'
import type { Call, HookReply } from '../engine/types.ts'

/**
 * The hooks in this process, for virtual time. There are no sockets: the engine calls the hooks
 * directly, and the requests of the real SDK go directly to the embedded AWS.
 */
export type InProcessHooks = {
  call: Call
  /** Starts the hooks anew, with empty caches, as a new process would. */
  restart: () => void
}

export type InProcessHooksOptions = {
  clock: Clock
  cloud: EmbeddedAws
  cluster: string
  region: string
  fenceTimes?: FenceTimes
  log?: Log
  /** Connects the hooks to AWS at each start; by default directly to the embedded AWS. */
  requestHandler?: () => RequestHandler
  /**
   * Whether requests come as frozen objects, which saves most of a long simulation's time. By
   * default they come as text.
   */
  takesObjects?: boolean
}

const silence: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Any credentials will do: the embedded AWS does not check them. */
const credentials = { accessKeyId: 'AKIAEMBEDDED', secretAccessKey: 'embedded' }

export function createInProcessHooks(options: InProcessHooksOptions): InProcessHooks {
  const { log = silence, takesObjects = false } = options
  let hooks = startHooks(options)

  async function handle({ path, body, object, signal }: InProcessRequest): Promise<HookReply> {
    const hook = hooks[path as HookPath]
    if (hook === undefined) return { status: 404, headers: {}, body: '' }
    const answer = await hook(object ?? JSON.parse(body), { signal, dryRun: false, log })
    return {
      status: answer.status,
      headers: answer.headers ?? {},
      body: JSON.stringify(answer.body)
    }
  }

  return {
    call: inProcessCall(handle, { takesObjects }),
    restart: () => {
      hooks = startHooks(options)
    }
  }
}

function startHooks(options: InProcessHooksOptions) {
  const { clock, cloud, cluster, region } = options
  const fenceTimes = options.fenceTimes ?? { sendWithinSeconds: 10, callTimeoutSeconds: 5 }
  const requestHandler = (options.requestHandler ?? cloud.requestHandler)()
  const aws = createAWS({ region, clock, fenceTimes, credentials, requestHandler })
  return createHooks({
    aws,
    clock,
    cluster,
    certificateRegions: [],
    fenceTimes,
    defaultRegion: region
  })
}
