import { type ParentController, startController } from './controller.ts'
import { createEventRecorder } from './events.ts'
import { createInformers } from './informers.ts'
import type { EngineOptions, SyncErrorEvent } from './types.ts'

/** What there is to do, over all controllers. */
export type EngineState = {
  /** Nothing queued, nothing in work, nobody waiting for a back-off: only periodic and asked-for resyncs are left. */
  isIdle: boolean
  queued: number
  processing: number
  retrying: number
  /** When the next item is due that waits for a back-off or a resync that a hook asked for. */
  nextAt: number | undefined
}

export type Engine = {
  /** SyncError events, the newest 1000, as sparingly written as the real ones. */
  events: readonly SyncErrorEvent[]
  state: () => EngineState
  /** Begins nothing new; resolves when what was begun has ended. */
  stop: () => Promise<void>
}

/**
 * Runs CompositeControllers over a store as Metacontroller 4.17 does with `--apply-strategy=server-side-apply`.
 * It starts at once. Throws where a controller names resources that the store does not serve, or hooks that are not v2.
 */
export function createEngine(options: EngineOptions): Engine {
  const { store, clock, policy, compositeControllers } = options
  const informers = createInformers({
    store,
    clock,
    lagMilliseconds: policy?.informerLagMilliseconds
  })
  const recorder = createEventRecorder(clock)
  const context = {
    ...options,
    informers,
    recorder,
    applied: new Map(),
    onCrash: options.onCrash ?? throwUncaught
  }
  const controllers = compositeControllers.map(controller => startController(controller, context))
  return {
    events: recorder.events,
    state: () => stateOf(controllers, informers.isBehind()),
    stop: async () => {
      informers.stop()
      await Promise.all(controllers.map(({ stop }) => stop()))
    }
  }
}

function stateOf(controllers: readonly ParentController[], isBehind: boolean): EngineState {
  const states = controllers.map(({ state }) => state())
  const sum = (count: (state: (typeof states)[number]) => number) =>
    states.reduce((total, state) => total + count(state), 0)
  const [queued, processing, retrying] = [
    sum(s => s.queued),
    sum(s => s.processing),
    sum(s => s.retrying)
  ]
  const isIdle =
    !isBehind && queued + processing + retrying === 0 && !states.some(({ matching }) => matching)
  const dates = states.flatMap(({ nextAt }) => (nextAt === undefined ? [] : [nextAt]))
  return {
    isIdle,
    queued,
    processing,
    retrying,
    nextAt: dates.length === 0 ? undefined : Math.min(...dates)
  }
}

/** The real process would be gone: nobody is to overlook that. */
function throwUncaught(error: Error): void {
  queueMicrotask(() => {
    throw error
  })
}
