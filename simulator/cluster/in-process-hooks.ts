import { createAWS } from '../../hooks/aws/aws.ts'
import type { FenceTimes } from '../../hooks/aws/fence.ts'
import type { Clock } from '../../hooks/clock.ts'
import { createHooks, type HookPath } from '../../hooks/create-hooks.ts'
import type { Log } from '../../hooks/hook.ts'
import type { EmbeddedAws } from '../aws/embedded-aws.ts'
import type { RequestHandler } from '../aws/request-handler.ts'
import { type InProcessRequest, inProcessCall } from '../engine/transports.ts'
import type { Call, HookReply } from '../engine/types.ts'

/** The hooks in this process, for virtual time: no sockets, the real SDK's requests handed over as they are. */
export type InProcessHooks = {
  call: Call
  /** A new process takes the place of the old: its caches are empty. */
  restart: () => void
}

export type InProcessHooksOptions = {
  clock: Clock
  cloud: EmbeddedAws
  cluster: string
  region: string
  fenceTimes?: FenceTimes
  log?: Log
  /** How a new process reaches AWS; by default without anything in between. */
  requestHandler?: () => RequestHandler
  /** Requests come as frozen objects, which saves most of a long simulation's time; by default as text. */
  takesObjects?: boolean
}

const silence: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Credentials that the embedded AWS takes; it looks at nobody's. */
const credentials = { accessKeyId: 'AKIAEMBEDDED', secretAccessKey: 'embedded' }

export function createInProcessHooks(options: InProcessHooksOptions): InProcessHooks {
  const { clock, cloud, cluster, region, log = silence } = options
  const fenceTimes = options.fenceTimes ?? { sendWithinSeconds: 10, callTimeoutSeconds: 5 }
  const requestHandler = options.requestHandler ?? cloud.requestHandler
  let hooks = start()

  function start() {
    const aws = createAWS({
      region,
      clock,
      fenceTimes,
      credentials,
      requestHandler: requestHandler()
    })
    return createHooks({
      aws,
      clock,
      cluster,
      certificateRegions: [],
      fenceTimes,
      defaultRegion: region
    })
  }

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

  const call = inProcessCall(handle, { takesObjects: options.takesObjects ?? false })
  return {
    call,
    restart: () => {
      hooks = start()
    }
  }
}
