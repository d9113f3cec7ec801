import { createTokenBucket } from './api-client.ts'
import { type ParentController, startController } from './controller.ts'
import { createEventRecorder } from './events.ts'
import { createInformers } from './informers.ts'
import type { EngineOptions, SyncErrorEvent } from './types.ts'

/** The work of all controllers. */
export type EngineState = {
  /**
   * Nothing is queued or processed, and no item waits for its back-off. Periodic resyncs, and those
   * that a hook asked for, may still come.
   */
  isIdle: boolean
  queued: number
  processing: number
  retrying: number
  /** When the next waiting item is due (ms since the epoch); `undefined` when none waits. */
  nextAt: number | undefined
  /** When the last back-off ends (ms since the epoch); `undefined` when no item has one. */
  backoffsEndAt: number | undefined
}

export type Engine = {
  /** The newest 1000 SyncError events. Metacontroller's spam filter has left out the others. */
  events: readonly SyncErrorEvent[]
  state: () => EngineState
  /** Starts nothing new. Resolves when all running work has ended. */
  stop: () => Promise<void>
}

/**
 * Runs CompositeControllers over a store as Metacontroller 4.17 does with
 * `--apply-strategy=server-side-apply`. It starts at once.
 * Throws when a controller names resources that the store does not serve, or hooks that are not v2.
 */
export function createEngine(options: EngineOptions): Engine {
  const { store, clock, policy, client, compositeControllers } = options
  const lagMilliseconds = policy?.informerLagMilliseconds
  const informers = createInformers({ store, clock, lagMilliseconds })
  const recorder = createEventRecorder(clock)
  const onCrash = options.onCrash ?? throwUncaught
  const bucket = client && createTokenBucket(client, clock)
  const context = { ...options, informers, recorder, applied: new Map(), bucket, onCrash }
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
  const sum = (field: 'queued' | 'processing' | 'retrying') =>
    states.reduce((total, state) => total + state[field], 0)
  const [queued, processing, retrying] = [sum('queued'), sum('processing'), sum('retrying')]
  const hasWork = queued + processing + retrying > 0 || states.some(({ matching }) => matching)
  const times = (field: 'nextAt' | 'backoffsEndAt') => states.flatMap(state => state[field] ?? [])
  const [dueTimes, ends] = [times('nextAt'), times('backoffsEndAt')]
  const nextAt = dueTimes.length === 0 ? undefined : Math.min(...dueTimes)
  const backoffsEndAt = ends.length === 0 ? undefined : Math.max(...ends)
  return { isIdle: !isBehind && !hasWork, queued, processing, retrying, nextAt, backoffsEndAt }
}

/** An uncaught error ends this process as a crash would end Metacontroller. */
function throwUncaught(error: Error): void {
  queueMicrotask(() => {
    throw error
  })
}
