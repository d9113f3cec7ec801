import type { Clock } from '../../hooks/clock.ts'
import type { EmbeddedAws } from '../aws/embedded-aws.ts'
import { createRequestHandler, type RequestHandler } from '../aws/request-handler.ts'
import type { WireRequest, WireResponse } from '../aws/wire/message.ts'
import { createInProcessHooks } from '../cluster/in-process-hooks.ts'
import type { Call, HookReply } from '../engine/types.ts'

/** Sends one request to AWS. */
export type SendToAws = (request: WireRequest) => Promise<WireResponse>

/**
 * When the process of the hooks dies, and how late requests reach it. Each function is called anew
 * at each opportunity.
 */
export type ProcessFaults = {
  /** Whether the process dies at this AWS call: before it is sent, or after it took effect. */
  deathAtCall: () => 'before' | 'after' | undefined
  diesAfterAnswer: () => boolean
  requestDelayMilliseconds: () => number
  /** How long after a death no process takes requests. */
  downtimeMilliseconds: () => number
}

export type KillableHooksOptions = {
  clock: Clock
  cloud: EmbeddedAws
  cluster: string
  region: string
  certificatesPerYear: number
  faults: ProcessFaults
  send: SendToAws
}

/** Hooks whose process can die at any time. A dead process answers nothing and sends nothing. */
export type KillableHooks = { call: Call; kill: () => void }

/** One process of the hooks. */
type HookProcess = {
  isDead: boolean
  die: () => void
  /** Rejects when the process dies, as a broken connection does. */
  death: Promise<never>
}

/** A promise that never settles. A dead process waits for it, and so does not continue. */
const noResponse = () => new Promise<never>(() => undefined)

/** Starts the first process. After each death a new process, with empty caches, takes its place. */
export function createKillableHooks(options: KillableHooksOptions): KillableHooks {
  const { clock, cloud, cluster, region, certificatesPerYear, faults } = options
  let process = createProcess()
  let downUntil = 0

  function requestHandler(): RequestHandler {
    const sender = process
    return createRequestHandler(request => sendWhileAlive(request, sender, kill, options))
  }
  const hooks = createInProcessHooks({
    clock,
    cloud,
    cluster,
    region,
    certificatesPerYear,
    requestHandler,
    takesObjects: true
  })

  function kill(): void {
    const killed = process
    process = createProcess()
    downUntil = clock.now() + faults.downtimeMilliseconds()
    hooks.restart()
    killed.die()
  }

  async function call(...[url, body, request]: Parameters<Call>): Promise<HookReply> {
    const delayMilliseconds = faults.requestDelayMilliseconds()
    if (delayMilliseconds > 0) await clock.sleep(delayMilliseconds)
    if (clock.now() < downUntil)
      throw new Error(`http error: Post "${url}": connect: connection refused`)
    const receiver = process
    const answer = await Promise.race([hooks.call(url, body, request), receiver.death])
    if (!faults.diesAfterAnswer()) return answer
    if (!receiver.isDead) kill()
    return receiver.death
  }

  return { call: Object.assign(call, { takesObjects: true as const }), kill }
}

/** Sends a call of a process to AWS, unless the process is dead or dies at the call. */
async function sendWhileAlive(
  request: WireRequest,
  sender: HookProcess,
  kill: () => void,
  { faults, send }: KillableHooksOptions
): Promise<WireResponse> {
  if (sender.isDead) return noResponse()
  const death = faults.deathAtCall()
  if (death === 'before') {
    kill()
    return noResponse()
  }
  const response = await send(request)
  if (death === 'after' && !sender.isDead) kill()
  return sender.isDead ? noResponse() : response
}

function createProcess(): HookProcess {
  const { promise: death, reject } = Promise.withResolvers<never>()
  // If a process dies while nobody waits for its death, the rejection is no error.
  death.catch(() => undefined)
  const process: HookProcess = {
    isDead: false,
    death,
    die: () => {
      process.isDead = true
      reject(new Error('http error: EOF: the hooks have died'))
    }
  }
  return process
}
