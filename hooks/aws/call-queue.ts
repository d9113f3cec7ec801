import type { Clock } from '../clock.ts'

/**
 * Callers that were told when to come back, because more callers want to call than AWS allows. A
 * caller does not wait in this queue: it leaves, and comes back at its time. A hook that waits
 * would hold up one of Metacontroller's few workers, and with it claims that need another
 * operation.
 */
export type CallQueue = {
  /** Whether the caller may call now: its time has come, or the queue is empty. */
  mayCall: (callerID: string) => boolean
  /**
   * Gives the caller a place, or tells it the place that it has.
   * @param earliest when the next call can be sent (ms), without those in the queue
   * @returns when to come back (ms)
   */
  join: (callerID: string, earliest: number) => number
  /** Removes the caller, which may call now. */
  leave: (callerID: string) => void
  /** Notes an urgent call that overtakes the queue. The queue moves half as fast for a while. */
  noteOvertaking: () => void
}

export type CallQueueOptions = {
  /** Time between two calls (ms). */
  intervalMs: number
  /** How much too early (ms) a caller may come back. */
  slackMs: number
  clock: Clock
}

/** How long (ms) a place is kept for a caller that is late: Metacontroller may be busy. */
const placeKeptMs = 60_000
/** For how long (ms) more urgent calls are expected after an urgent call. */
const overtakingLastsMs = 5_000

type State = CallQueueOptions & {
  /** When each caller is to come back (ms). */
  places: Map<string, number>
  /** The last time that was given out (ms). */
  end: number
  /** When a call last overtook the queue (ms). */
  overtakenAt: number
}

/** Makes an empty queue. */
export function createCallQueue(options: CallQueueOptions): CallQueue {
  const places = new Map<string, number>()
  const never = Number.NEGATIVE_INFINITY
  const state: State = { ...options, places, end: never, overtakenAt: never }
  return {
    mayCall: callerID => mayCall(state, callerID),
    join: (callerID, earliest) => join(state, callerID, earliest),
    leave: callerID => void places.delete(callerID),
    noteOvertaking: () => {
      state.overtakenAt = options.clock.now()
    }
  }
}

function mayCall(state: State, callerID: string): boolean {
  emptyAfterClockChange(state)
  const time = state.places.get(callerID) ?? state.end
  return time <= state.clock.now() + state.slackMs
}

function join(state: State, callerID: string, earliest: number): number {
  const { clock, places, slackMs } = state
  dropOld(state)
  const known = places.get(callerID)
  if (known !== undefined && known > clock.now() + slackMs) return known
  // A caller that came back on time but found the slot taken keeps its place; it is not sent to the
  // end of the queue.
  const time = known === undefined ? Math.max(state.end + spacing(state), earliest) : earliest
  places.delete(callerID)
  places.set(callerID, time)
  if (known === undefined) state.end = time
  return time
}

function spacing({ clock, intervalMs, overtakenAt }: State): number {
  return clock.now() - overtakenAt < overtakingLastsMs ? 2 * intervalMs : intervalMs
}

function dropOld({ clock, places }: State): void {
  const oldest = clock.now() - placeKeptMs
  for (const [callerID, time] of places) {
    if (time > oldest) return
    places.delete(callerID)
  }
}

/**
 * Empties the queue when its end is further ahead than the queue is long. The clock was set back
 * then, and callers would wait for as long as it was set back.
 */
function emptyAfterClockChange(state: State): void {
  const { clock, intervalMs, places } = state
  const longestMs = (places.size + 1) * 2 * intervalMs + placeKeptMs
  if (state.end <= clock.now() + longestMs) return
  places.clear()
  state.end = Number.NEGATIVE_INFINITY
}
