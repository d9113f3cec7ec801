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
   * none, the time of the last place in its line must have come. And the callers before it, who
   * are still to come, must leave it a slot for which it can wait.
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
  /** Removes from the queue a caller that may call now. */
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
 * A caller can come back late, because Metacontroller is busy. Its place is kept for this long (ms)
 * after its time.
 */
const placeKeptMs = 60_000
/**
 * For this long (ms) after its time, a caller is expected, and the callers behind it get slots
 * behind its own. A caller that comes later still has its place in the order.
 */
const expectedForMs = 5_000
/** Old places are looked for once in this time (ms), because there can be thousands of places. */
const sweepEveryMs = 10_000
/** For how long (ms) more urgent calls are expected after an urgent call. */
const overtakingLastsMs = 5_000

/**
 * The first callers of each namespace, up to this number, have a line of their own. If there were
 * one line only, a namespace with a thousand new hostnames would keep the first hostname of another
 * waiting for minutes. The two lines move side by side, so slots can be given out twice.
 */
const few = 10

/** A line: the last time that was given out in it (ms). */
type Line = { end: number }

/**
 * `order` is the time that the caller got first (ms), and decides who comes before whom. `time` is
 * when the caller is to come back (ms). It is later than `order` if the queue is late: if callers
 * came late, their slots are lost, and all slots behind them move.
 */
type Place = { order: number; time: number; line: Line; namespace: string }

type State = CallQueueOptions & {
  /** The place of each caller. */
  places: Map<string, Place>
  /** How many places each namespace has, and the order of the last of them (ms). */
  namespaces: Map<string, { places: number; last: number }>
  /** The line for namespaces that have few places. */
  short: Line
  /** The line for all other places. */
  long: Line
  /** When a call last overtook the queue (ms). */
  overtakenAt: number
  /** When old places were last dropped (ms). */
  droppedAt: number
}

const never = Number.NEGATIVE_INFINITY

/** Makes an empty queue. */
export function createCallQueue(options: CallQueueOptions): CallQueue {
  const state: State = {
    ...options,
    places: new Map(),
    namespaces: new Map(),
    short: { end: never },
    long: { end: never },
    overtakenAt: never,
    droppedAt: never
  }
  return {
    mayCall: (caller, earliest) => mayCall(state, caller, earliest),
    join: (caller, earliest) => join(state, caller, earliest),
    leave: callerID => drop(state, callerID),
    noteOvertaking: () => {
      state.overtakenAt = options.clock.now()
    },
    length: () => {
      dropOld(state)
      return state.places.size
    }
  }
}

function mayCall(state: State, caller: QueuedCaller, earliest: number): boolean {
  emptyAfterClockChange(state)
  const now = state.clock.now()
  const place = state.places.get(caller.id)
  if ((place?.time ?? endFor(state, caller.namespace)) > now + state.slackMs) return false
  return (
    slotOf(state, place ?? nextPlace(state, caller, earliest), earliest) < now + state.mostWaitMs
  )
}

function join(state: State, caller: QueuedCaller, earliest: number): number {
  const { clock, places, slackMs } = state
  dropOld(state)
  const known = places.get(caller.id)
  if (known !== undefined && known.time > clock.now() + slackMs) return known.time
  const place = known ?? nextPlace(state, caller, earliest)
  if (known === undefined) place.line.end = place.order
  drop(state, caller.id)
  const time = slotOf(state, place, earliest)
  places.set(caller.id, { ...place, time })
  const { places: count = 0, last = never } = state.namespaces.get(place.namespace) ?? {}
  state.namespaces.set(place.namespace, { places: count + 1, last: Math.max(last, place.order) })
  return time
}

/** The place of a caller that has none yet. */
function nextPlace(state: State, { namespace }: QueuedCaller, earliest: number): Place {
  const order = Math.max(endFor(state, namespace) + spacing(state), earliest)
  return { order, time: order, line: lineFor(state, namespace), namespace }
}

/**
 * The slot (ms) of a caller, behind all callers that come before it and are still expected. The
 * long line does not hold up the short one.
 */
function slotOf(
  { clock, intervalMs, places, short }: State,
  { order, line }: Place,
  earliest: number
): number {
  const expectedSince = clock.now() - expectedForMs
  let before = 0
  for (const other of places.values()) {
    const isBefore = other.order < order && (line !== short || other.line === short)
    if (isBefore && other.time > expectedSince) before += 1
  }
  return Math.max(earliest + before * intervalMs, order)
}

/** The line in which a namespace gets its next place. */
function lineFor({ namespaces, short, long }: State, namespace: string): Line {
  return (namespaces.get(namespace)?.places ?? 0) < few ? short : long
}

/** The time (ms) after which a namespace gets its next place: no namespace overtakes itself. */
function endFor(state: State, namespace: string): number {
  const { last = never } = state.namespaces.get(namespace) ?? {}
  return Math.max(lineFor(state, namespace).end, last)
}

function drop({ places, namespaces }: State, callerID: string): void {
  const place = places.get(callerID)
  if (place === undefined) return
  places.delete(callerID)
  const line = namespaces.get(place.namespace)
  if (line !== undefined && line.places > 1) line.places -= 1
  else namespaces.delete(place.namespace)
}

function spacing({ clock, intervalMs, overtakenAt }: State): number {
  const agoMs = clock.now() - overtakenAt
  // If the clock was set back, the time can be negative, and nobody knows how long ago it was.
  return agoMs >= 0 && agoMs < overtakingLastsMs ? 2 * intervalMs : intervalMs
}

/** Drops the places whose callers have not come back in time. */
function dropOld(state: State): void {
  const now = state.clock.now()
  if (Math.abs(now - state.droppedAt) < sweepEveryMs) return
  state.droppedAt = now
  for (const [callerID, { time }] of state.places)
    if (time <= now - placeKeptMs) drop(state, callerID)
}

/**
 * If the clock is set back, all times in the queue lie too far ahead, and callers would wait for as
 * long as the clock was set back. So this empties the queue if its end is further ahead than the
 * number of its places explains.
 */
function emptyAfterClockChange(state: State): void {
  const { clock, intervalMs, places, namespaces, short, long } = state
  const longestMs = (places.size + 1) * 2 * intervalMs + placeKeptMs
  if (Math.max(short.end, long.end) <= clock.now() + longestMs) return
  places.clear()
  namespaces.clear()
  short.end = never
  long.end = never
}
