import type { Clock } from '../clock.ts'

/**
 * The callers that have to come back later, because more of them want to call AWS than its rate
 * allows. If a hook waited for its turn, it would hold up one of Metacontroller's few workers, and
 * with it claims that need another operation. So a caller does not wait in this queue: it is told
 * its time, leaves, and comes back at that time.
 */
export type CallQueue = {
  /**
   * Whether the caller may call now. If the caller has a place, its time must have come. If it has
   * none, the time of the last place that was given out must have come.
   */
  mayCall: (callerID: string) => boolean
  /**
   * Gives the caller a place in the queue. A caller whose place is still to come keeps it.
   * @param earliest when the next call could be sent (ms) if nobody were in the queue
   * @returns when the caller has to come back (ms)
   */
  join: (callerID: string, earliest: number) => number
  /** Removes from the queue a caller that may call now. */
  leave: (callerID: string) => void
  /**
   * Notes that an urgent call overtakes the queue. For some seconds after it, places are given out
   * twice as far apart, so that slots are left for more urgent calls.
   */
  noteOvertaking: () => void
}

export type CallQueueOptions = {
  /** Time between two calls (ms). */
  intervalMs: number
  /** How much too early (ms) a caller may come back. */
  slackMs: number
  clock: Clock
}

/**
 * A caller can come back late, because Metacontroller is busy. Its place is kept for this long (ms)
 * after its time.
 */
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
  // A caller that comes back on time may find its slot taken. It then gets the next free slot; it
  // is not sent to the end of the queue.
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
 * If the clock is set back, all times in the queue lie too far ahead, and callers would wait for as
 * long as the clock was set back. So this empties the queue if its end is further ahead than the
 * number of its places explains.
 */
function emptyAfterClockChange(state: State): void {
  const { clock, intervalMs, places } = state
  const longestMs = (places.size + 1) * 2 * intervalMs + placeKeptMs
  if (state.end <= clock.now() + longestMs) return
  places.clear()
  state.end = Number.NEGATIVE_INFINITY
}
