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
   * none, that of the last caller in its line must have come. And the callers before it, who are
   * still to come, must leave it a slot for which it can wait.
   * @param earliest when the next call could be sent (ms) if nobody were in the queue
   */
  mayCall: (caller: QueuedCaller, earliest: number) => boolean
  /**
   * Gives the caller a place in the queue. A caller whose time is still to come keeps it. A caller
   * whose time has come, but whose slot is taken, keeps its place in the order and gets a new time.
   * @param earliest when the next call could be sent (ms) if nobody were in the queue
   * @returns when the caller has to come back (ms)
   */
  join: (caller: QueuedCaller, earliest: number) => number
  /** Removes a caller from the queue: it calls now, or never. */
  leave: (callerID: string) => void
  /**
   * Notes that an urgent call overtakes the queue. For some seconds after it, places are given out
   * twice as far apart, so that slots are left for more urgent calls.
   */
  noteOvertaking: () => void
  /** How many callers have a place that is not too old. */
  length: () => number
}

/** A caller, and the namespace for which it calls. */
export type QueuedCaller = { id: string; namespace: string }

export type CallQueueOptions = {
  /** Time between two calls (ms). */
  intervalMs: number
  /** How much too early (ms) a caller may come back. */
  slackMs: number
  /** For how long (ms) a caller waits for its slot. */
  mostWaitMs: number
  clock: Clock
}

/**
 * For this long (ms) after its time, a caller is expected, and the callers behind it get slots
 * behind its own. A caller that comes later still has its place in the order.
 */
const expectedForMs = 5_000
/**
 * A caller can come back late, because Metacontroller was busy or away. Its place in the order is
 * kept for this long (ms) after its time.
 */
const placeKeptMs = 600_000
/** Old places are looked for once in this time (ms), because there can be thousands of places. */
const sweepEveryMs = 10_000
/** For how long (ms) more urgent calls are expected after an urgent call. */
const overtakingLastsMs = 5_000
/** How much later (ms) a caller may be told to come than the number of places explains. */
const mostLateMs = 60_000

/**
 * The first callers of each namespace, up to this number, have a line of their own. If there were
 * one line only, a namespace with a thousand new hostnames would keep the first hostname of another
 * waiting for minutes. The two lines move side by side, so slots can be given out twice.
 */
const few = 10

/**
 * `order` is the time that the caller got first (ms), and decides who comes before whom. `time` is
 * when the caller is to come back (ms). It is later than `order` if its slot was taken: if callers
 * came late, slots passed unused, and all slots behind them moved.
 */
type Place = { order: number; time: number; line: 'short' | 'long'; namespace: string }

type State = CallQueueOptions & {
  /** The place of each caller. */
  places: Map<string, Place>
  /** When a call last overtook the queue (ms). */
  overtakenAt: number
  /** When old places were last dropped (ms). */
  droppedAt: number
}

const never = Number.NEGATIVE_INFINITY

/** Makes an empty queue. */
export function createCallQueue(options: CallQueueOptions): CallQueue {
  const state: State = { ...options, places: new Map(), overtakenAt: never, droppedAt: never }
  return {
    mayCall: (caller, earliest) => mayCall(state, caller, earliest),
    join: (caller, earliest) => join(state, caller, earliest),
    leave: callerID => void state.places.delete(callerID),
    noteOvertaking: () => {
      state.overtakenAt = options.clock.now()
    },
    length: () => {
      dropOld(state)
      return state.places.size
    }
  }
}

function mayCall(state: State, { id, namespace }: QueuedCaller, earliest: number): boolean {
  emptyAfterClockChange(state)
  const { clock, intervalMs, mostWaitMs, places, slackMs } = state
  const now = clock.now()
  const known = places.get(id)
  const end = endFor(state, namespace)
  if ((known?.time ?? end.order) > now + slackMs) return false
  const pace = { earliest, intervalMs }
  return slotOf(state, known ?? nextPlace(end, namespace, pace), pace) < now + mostWaitMs
}

function join(state: State, { id, namespace }: QueuedCaller, earliest: number): number {
  const { clock, places, slackMs } = state
  dropOld(state)
  const known = places.get(id)
  if (known !== undefined && known.time > clock.now() + slackMs) return known.time
  const pace = { earliest, intervalMs: spacing(state) }
  const place = known ?? nextPlace(endFor(state, namespace), namespace, pace)
  const time = slotOf(state, place, pace)
  places.set(id, { ...place, time })
  return time
}

/** When the next call could be sent (ms) if nobody were in the queue, and the time between calls. */
type Pace = { earliest: number; intervalMs: number }

/** The line in which a caller gets its place, and the order of the place that it comes behind. */
type End = Pick<Place, 'line' | 'order'>

/** The end of the line for a namespace. No namespace overtakes itself. */
function endFor({ places }: State, namespace: string): End {
  const ends = { short: never, long: never, own: never }
  let own = 0
  for (const place of places.values()) {
    ends[place.line] = Math.max(ends[place.line], place.order)
    if (place.namespace !== namespace) continue
    own += 1
    ends.own = Math.max(ends.own, place.order)
  }
  const line = own < few ? 'short' : 'long'
  return { line, order: Math.max(ends[line], ends.own) }
}

/** The place at the end of a line. */
function nextPlace({ line, order: last }: End, namespace: string, pace: Pace): Place {
  const order = Math.max(last + pace.intervalMs, pace.earliest)
  return { order, time: order, line, namespace }
}

/**
 * The slot (ms) of a caller, behind all callers that come before it and are still expected. The
 * long line does not hold up the short one.
 */
function slotOf({ clock, places }: State, { order, line }: Place, pace: Pace): number {
  const expectedSince = clock.now() - expectedForMs
  let before = 0
  for (const other of places.values()) {
    const isBefore = other.order < order && (line === 'long' || other.line === 'short')
    if (isBefore && other.time > expectedSince) before += 1
  }
  return Math.max(pace.earliest + before * pace.intervalMs, order)
}

function spacing({ clock, intervalMs, overtakenAt }: State): number {
  const agoMs = clock.now() - overtakenAt
  // If the clock was set back, the time can be negative, and nobody knows how long ago it was.
  return agoMs >= 0 && agoMs < overtakingLastsMs ? 2 * intervalMs : intervalMs
}

/** Drops the places whose callers have not come back in time. */
function dropOld(state: State): void {
  const { clock, droppedAt, places } = state
  const now = clock.now()
  if (Math.abs(now - droppedAt) < sweepEveryMs) return
  state.droppedAt = now
  for (const [callerID, { time }] of places) if (time <= now - placeKeptMs) places.delete(callerID)
}

/**
 * If the clock is set back, all times in the queue lie too far ahead, and callers would wait for as
 * long as the clock was set back. So this empties the queue if a time is further ahead than the
 * number of places explains.
 */
function emptyAfterClockChange({ clock, intervalMs, places }: State): void {
  const most = clock.now() + (places.size + 1) * 2 * intervalMs + mostLateMs
  const isTooFar = [...places.values()].some(({ time }) => time > most)
  if (isTooFar) places.clear()
}
