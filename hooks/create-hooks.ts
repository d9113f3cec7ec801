import { type AnswerMemory, createAnswerNews } from './answer-news.ts'
import type { HostnameRequest } from './api/gateway-hostname-request.ts'
import type { GatewayPool } from './api/gateway-pool.ts'
import { defined } from './defined.ts'
import { type ClaimHookOptions, createClaimHook } from './domain-claim/claim-hook.ts'
import type { TakeEvents } from './events/decide/new-event.ts'
import { createTeller, type Teller } from './events/teller.ts'
import { customizePool } from './gateway-pool/observe/customize.ts'
import { createPlacedRecall } from './gateway-pool/recall-placed.ts'
import { createSpentRecall } from './gateway-pool/recall-spent.ts'
import { syncPool } from './gateway-pool/sync.ts'
import type { Call, Hook, HookAnswer } from './hook.ts'
import { customizeHostnameRequest } from './hostname-request/customize.ts'
import { syncHostnameRequest } from './hostname-request/sync.ts'
import { createPoolsAlive, type PoolsAlive } from './pools-alive.ts'
import { describeAnswer } from './wire/describe.ts'
import type { CustomizeRequest, SyncRequest, SyncResponse } from './wire/metacontroller.ts'

/** What the hooks are made with. */
export type HookOptions = ClaimHookOptions & {
  defaultRegion: string
  /** How many certificates the account may request in one region within 365 days. */
  certificatesPerYear?: number
  /** Takes the events of the hooks. If absent, no event is made. */
  takeEvents?: TakeEvents
}

/** The paths under which Metacontroller calls the hooks. */
export type HookPath =
  | '/gateway-pool/customize'
  | '/gateway-pool/sync'
  | '/gateway-pool/finalize'
  | '/domain-claim/sync'
  | '/domain-claim/finalize'
  | '/hostname-request/customize'
  | '/hostname-request/sync'

type PoolTools = Pick<HookOptions, 'clock' | 'defaultRegion' | 'certificatesPerYear'> & {
  poolsAlive: PoolsAlive
  teller: Teller | undefined
  newestStatus: AnswerMemory['newestStatus']
  answerWith: (request: SyncRequest, response: SyncResponse, call: Call) => HookAnswer
}

/** The sync and finalize hook of GatewayPools, with what this process remembers of pools. */
function poolHook(tools: PoolTools): Hook {
  const { clock, defaultRegion, certificatesPerYear, poolsAlive, teller } = tools
  const { newestStatus, answerWith } = tools
  const recall = createSpentRecall()
  const placedRecall = createPlacedRecall()
  return async (body, call) => {
    const request = body as SyncRequest<GatewayPool>
    const { name } = request.parent.metadata
    const response = syncPool(request, {
      now: clock.now(),
      defaultRegion,
      statusBefore: newestStatus(request.parent),
      spentBefore: recall.of(name),
      placedBefore: placedRecall.of(name, clock.now()),
      ...defined({ certificatesPerYear })
    })
    if (!call.dryRun) {
      recall.note(name, response.status)
      placedRecall.note(request, response, clock.now())
      if (response.finalized) poolsAlive.forget(name)
      else poolsAlive.note(name)
      teller?.pool({ request, response, log: call.log })
    }
    return answerWith(request, response, call)
  }
}

/** Makes all hooks, by the path at which Metacontroller calls them. */
export function createHooks(options: HookOptions): Record<HookPath, Hook> {
  const { clock } = options
  const teller = options.takeEvents && createTeller(options.takeEvents)
  const claim = createClaimHook({ ...options, ...defined({ tellClaim: teller?.claim }) })
  const poolsAlive = createPoolsAlive(clock)
  const answerNews = createAnswerNews()
  const answerWith = (request: SyncRequest, response: SyncResponse, { dryRun }: Call) =>
    dryRun ? answerDryRun(request, response) : answerNews(request, response)
  const { newestStatus } = answerNews
  const pool = poolHook({ ...options, poolsAlive, teller, newestStatus, answerWith })
  return {
    '/gateway-pool/customize': async body => ({
      status: 200,
      body: customizePool(body as CustomizeRequest<GatewayPool>)
    }),
    '/gateway-pool/sync': pool,
    '/gateway-pool/finalize': pool,
    '/domain-claim/sync': claim,
    '/domain-claim/finalize': claim,
    '/hostname-request/customize': async body => ({
      status: 200,
      body: customizeHostnameRequest(body as CustomizeRequest<HostnameRequest>)
    }),
    '/hostname-request/sync': async (body, call) => {
      const request = body as SyncRequest<HostnameRequest>
      const context = { now: clock.now(), isPoolAlive: poolsAlive.has }
      const parent = { ...request.parent, ...defined({ status: newestStatus(request.parent) }) }
      const response = syncHostnameRequest({ ...request, parent } as typeof request, context)
      if (!call.dryRun) teller?.request({ request, response, log: call.log })
      return answerWith(request, response, call)
    }
  }
}

/**
 * The answer of a dry run: it also says in words what Metacontroller would do with the response.
 */
function answerDryRun(request: SyncRequest, response: SyncResponse): HookAnswer {
  const words = describeAnswer(request, response)
  return { status: 200, body: { dryRun: true, words, ...response } }
}
