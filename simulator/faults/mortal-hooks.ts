import type { Clock } from '../../hooks/clock.ts'
import type { EmbeddedAws } from '../aws/embedded-aws.ts'
import { createRequestHandler, type RequestHandler } from '../aws/request-handler.ts'
import type { WireRequest, WireResponse } from '../aws/wire/message.ts'
import { createInProcessHooks } from '../cluster/in-process-hooks.ts'
import type { Call, HookReply } from '../engine/types.ts'

/** Carries one request to AWS. */
export type Carry = (request: WireRequest) => Promise<WireResponse>

/** When the hooks die, and how requests to them fare; asked at each occasion. */
export type Fates = {
  atCall: () => 'before' | 'after' | undefined
  atAnswer: () => boolean
  /** Milliseconds that a request is on its way. */
  lateness: () => number
  /** Milliseconds until a process that died is there again. */
  downtime: () => number
}

export type MortalHooksOptions = {
  clock: Clock
  cloud: EmbeddedAws
  cluster: string
  region: string
  fates: Fates
  carry: Carry
}

/** Hooks that can die at any moment: what they were doing is not answered, and nothing is sent any more. */
export type MortalHooks = { call: Call; kill: () => void }

type Life = { isOver: boolean; end: () => void; ended: Promise<never> }

const nothing = () => new Promise<never>(() => undefined)

/** Starts the first process; after a death another takes its place, with empty caches. */
export function createMortalHooks(options: MortalHooksOptions): MortalHooks {
  const { clock, cloud, cluster, region, fates, carry } = options
  let life = beginLife()
  let isDownUntil = 0
  const hooks = createInProcessHooks({
    clock,
    cloud,
    cluster,
    region,
    requestHandler,
    takesObjects: true
  })

  function requestHandler(): RequestHandler {
    const mine = life
    return createRequestHandler(request => carryAlive(mine, request))
  }

  async function carryAlive(mine: Life, request: WireRequest): Promise<WireResponse> {
    if (mine.isOver) return nothing()
    const fate = fates.atCall()
    if (fate === 'before') return die(mine)
    const response = await carry(request)
    if (fate === 'after') return die(mine)
    return mine.isOver ? nothing() : response
  }

  function die(mine: Life): Promise<never> {
    if (mine === life) kill()
    return nothing()
  }

  function kill(): void {
    const old = life
    life = beginLife()
    isDownUntil = clock.now() + fates.downtime()
    hooks.restart()
    old.end()
  }

  async function call(...[url, body, options]: Parameters<Call>): Promise<HookReply> {
    const lateness = fates.lateness()
    if (lateness > 0) await clock.sleep(lateness)
    if (clock.now() < isDownUntil)
      throw new Error(`http error: Post "${url}": connect: connection refused`)
    const mine = life
    const answer = await Promise.race([hooks.call(url, body, options), mine.ended])
    if (!fates.atAnswer()) return answer
    if (mine === life) kill()
    return mine.ended
  }

  return { call: Object.assign(call, { takesObjects: true as const }), kill }
}

function beginLife(): Life {
  let fail: (error: Error) => void = () => undefined
  const ended = new Promise<never>((_, reject) => {
    fail = reject
  })
  // a process that nobody calls may die too
  ended.catch(() => undefined)
  const life: Life = {
    isOver: false,
    ended,
    end: () => {
      life.isOver = true
      fail(new Error('http error: EOF: the hooks have died'))
    }
  }
  return life
}
