import { fieldOf } from '../api/field-of.ts'
import type { GatewayPool } from '../api/gateway-pool.ts'
import type { HookPath } from '../create-hooks.ts'
import type { Call, Hook, HookAnswer } from '../hook.ts'
import { MissingGroup } from '../wire/groups.ts'
import type { SyncRequest } from '../wire/metacontroller.ts'
import type { MetricsState } from './metrics-state.ts'
import { createDriftCount } from './read/claim-drift.ts'
import { poolFigures } from './read/pool-figures.ts'
import { createReadyTimes, type ReadyTimes } from './read/ready-times.ts'

/** Learns from the sync of a parent: its request, and the status that holds after the answer. */
type Note = (request: SyncRequest, status: unknown, answer: HookAnswer) => void

/** Wraps all hooks, so that their durations and what their answers say become metrics. */
export function watchHooks(
  hooks: Record<HookPath, Hook>,
  state: MetricsState
): Record<HookPath, Hook> {
  const notes = notesOf(state, createReadyTimes())
  const watched = Object.entries(hooks).map(([path, hook]) => {
    const [, controller = '', name = ''] = path.split('/')
    const note = name === 'customize' ? undefined : notes[controller]
    return [path, watchHook(hook, { controller, name, note, state })]
  })
  return Object.fromEntries(watched) as Record<HookPath, Hook>
}

type Watched = { controller: string; name: string; note: Note | undefined; state: MetricsState }

function watchHook(hook: Hook, { controller, name, note, state }: Watched): Hook {
  const { clock, instruments, lastRequests } = state
  const { duration } = instruments.hooks
  return async (body, call) => {
    const began = clock.now()
    if (!call.dryRun) lastRequests.set(controller, began)
    let outcome = 'failed'
    try {
      const answer = await hook(body, call)
      outcome = call.dryRun ? 'dry_run' : outcomeOf(answer)
      if (note !== undefined && !call.dryRun) noteAnswer(note, body as SyncRequest, answer, call)
      return answer
    } catch (error) {
      if (error instanceof MissingGroup) outcome = 'refused'
      throw error
    } finally {
      const seconds = Math.max(0, clock.now() - began) / 1000
      duration.observe({ controller, hook: name, outcome }, seconds)
    }
  }
}

function outcomeOf({ status, body }: HookAnswer): string {
  if (status === 200) return 'answered'
  return fieldOf(body, 'error') === 'busy' ? 'busy' : 'unchanged'
}

/** A fault of the metrics must not become a fault of the hook. */
function noteAnswer(note: Note, request: SyncRequest, answer: HookAnswer, { log }: Call): void {
  try {
    const status = answer.status === 200 ? fieldOf(answer.body, 'status') : request.parent.status
    note(request, status, answer)
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    log.warn({ error: message }, 'an answer is missing in the metrics')
  }
}

function notesOf(state: MetricsState, readyTimes: ReadyTimes): Record<string, Note> {
  const { clock, instruments, unanswered } = state
  const driftCount = createDriftCount()
  const { driftFound, driftRepaired, ready, step } = instruments.requests
  return {
    'gateway-pool': (request, status, answer) => notePool(state, request, status, answer),
    'domain-claim'({ parent }, status) {
      for (const { kind, is } of driftCount(parent.metadata.uid, parent.status, status))
        (is === 'found' ? driftFound : driftRepaired).inc({ kind })
    },
    'hostname-request'(request, status) {
      const now = clock.now()
      unanswered.note(request.parent, status, now)
      const first = readyTimes(request, status, now)
      if (first === undefined) return
      ready.observe({ pool: first.pool }, first.seconds)
      for (const one of first.steps) step.observe({ step: one.step }, one.seconds)
    }
  }
}

/** Keeps the figures of a pool. When the last answer has let it go, its series go too. */
function notePool(
  { clock, instruments, pools }: MetricsState,
  request: SyncRequest,
  status: unknown,
  answer: HookAnswer
): void {
  const { name: pool } = request.parent.metadata
  if (answer.status === 200) {
    instruments.pools.batch.observe(countNewChildren(request, fieldOf(answer.body, 'children')))
    if (fieldOf(answer.body, 'finalized') === true) {
      pools.delete(pool)
      instruments.requests.ready.remove({ pool })
      return
    }
  }
  const { waits } = pools.get(pool) ?? {}
  const figures = poolFigures(request as SyncRequest<GatewayPool>, status, clock.now(), waits)
  pools.set(pool, figures)
}

/** How many of the children in an answer the hook request does not have, so that they are new. */
function countNewChildren({ children }: SyncRequest, answered: unknown): number {
  if (!Array.isArray(answered) || answered.length === 0) return 0
  const observed = new Set<string>()
  for (const [group, objects] of Object.entries(children)) {
    const [kind = ''] = group.split('.')
    for (const { metadata } of Object.values(objects))
      observed.add(`${kind} ${metadata.namespace ?? ''} ${metadata.name}`)
  }
  const isNew = (child: unknown) => {
    const metadata = fieldOf(child, 'metadata')
    const namespace = fieldOf(metadata, 'namespace') ?? ''
    return !observed.has(`${fieldOf(child, 'kind')} ${namespace} ${fieldOf(metadata, 'name')}`)
  }
  return answered.filter(isNew).length
}
