import type { Clock } from '../clock.ts'

/**
 * The callers that have to come back later, because more of them want to call AWS than its rate
 * allows. If a hook waited for its turn, it would hold up one of Metacontroller's few workers, and
 * with it claims that need another operation. So a caller does not wait in this queue: it is told
 * its time, leaves, and comes back at that time.
 */
export type CallQueue = {
  /**
   * Whether the caller may call now. If the caller has a place, its time must have come. And the
   * callers before it, who are still expected, must leave it a slot for which it can wait.
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
   * Notes that somebody wants to make an urgent call, which overtakes the queue. For some seconds
   * after it, places are given out twice as far apart, so that slots are left for more of them.
   */
  expectUrgentCalls: () => void
  /**
   * Notes an urgent call. Places that are given out leave as many slots for urgent calls as these
   * calls took lately.
   */
  noteUrgentCall: () => void
  /** How many callers are expected to come back. */
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
 * A caller can come back late, because Metacontroller was busy or away. Its place in the order is
 * kept for this long (ms) after its time.
 */
const placeKeptMs = 600_000
/** Old places are looked for once in this time (ms), because there can be thousands of places. */
const sweepEveryMs = 10_000
/** For how long (ms) more urgent calls are expected after an urgent call. */
const overtakingLastsMs = 5_000
/** The share of slots that urgent calls take is that of the last time of this length (ms). */
const shareOverMs = 20_000
/** Places are given out as if urgent calls took at most this share of the slots. */
const mostUrgentShare = 0.75
/** If the clock is set back by more than this (ms), the times in the queue mean nothing. */
const mostSetBackMs = 10_000

/**
 * The first callers of each namespace, up to this number, have a line of their own. If there were
 * one line only, a namespace with a thousand new hostnames would keep the first hostname of another
 * waiting for minutes. The two lines move side by side, so slots can be given out twice.
 */
const few = 10

/**
 * `order` decides who comes before whom. It is when the caller could have called first if nobody
 * had been before it (ms), and differs from that of the others in its line. `time` is when the
 * caller is to come back (ms). It changes if callers came late: slots passed unused, and all slots
 * behind them moved.
 */
type Place = { order: number; time: number; line: 'short' | 'long'; namespace: string }

type State = CallQueueOptions & {
  /** The place of each caller. */
  places: Map<string, Place>
  /** The same places in the order of their times. */
  byTime: Place[]
  /** The latest time that was seen (ms). */
  latest: number
  /** When an urgent call was last expected or made (ms). */
  overtakenAt: number
  /** When urgent calls were made lately (ms), the oldest first. */
  urgentCalls: number[]
  /** When old places were last dropped (ms). */
  droppedAt: number
}

const never = Number.NEGATIVE_INFINITY

/** Makes an empty queue. */
export function createCallQueue(options: CallQueueOptions): CallQueue {
  const state: State = {
    ...options,
    places: new Map(),
    byTime: [],
    latest: never,
    overtakenAt: never,
    urgentCalls: [],
    droppedAt: never
  }
  return {
    mayCall: (caller, earliest) => mayCall(state, caller, earliest),
    join: (caller, earliest) => join(state, caller, earliest),
    leave: callerID => leave(state, callerID),
    expectUrgentCalls: () => expectUrgentCalls(state),
    noteUrgentCall: () => {
      expectUrgentCalls(state)
      dropOldUrgentCalls(state)
      state.urgentCalls.push(options.clock.now())
    },
    length: () => {
      dropOld(state)
      return state.byTime.length - firstExpected(state)
    }
  }
}

function mayCall(state: State, { id, namespace }: QueuedCaller, earliest: number): boolean {
  emptyAfterClockChange(state)
  const now = state.clock.now()
  const known = state.places.get(id)
  if (known !== undefined && known.time > now + state.slackMs) return false
  const standing = known ?? behind(endFor(state, namespace), earliest)
  return slotOf(state, standing, earliest) < now + state.mostWaitMs
}

function join(state: State, { id, namespace }: QueuedCaller, earliest: number): number {
  emptyAfterClockChange(state)
  dropOld(state)
  const known = state.places.get(id)
  if (known !== undefined && known.time > state.clock.now() + state.slackMs) return known.time
  const { order, line } = known ?? behind(endFor(state, namespace), earliest)
  leave(state, id)
  const slot = slotOf(state, { order, line }, earliest)
  const time = slot + forUrgentCalls(state, slot - earliest)
  put(state, id, { order, time, line, namespace })
  return time
}

function put({ places, byTime }: State, callerID: string, place: Place): void {
  places.set(callerID, place)
  byTime.splice(firstLater(byTime, place.time), 0, place)
}

function leave({ places, byTime }: State, callerID: string): void {
  const place = places.get(callerID)
  if (place === undefined) return
  places.delete(callerID)
  byTime.splice(byTime.indexOf(place), 1)
}

/** The index of the first place with a later time. */
function firstLater(byTime: readonly Place[], time: number): number {
  let [low, high] = [0, byTime.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((byTime[middle]?.time ?? 0) <= time) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The index of the first place whose caller is still expected. A caller that is later has its place
 * in the order when it comes, but nobody waits for it: those who are late must not fill the slots
 * for which somebody on time can wait.
 */
function firstExpected({ byTime, clock, mostWaitMs }: State): number {
  return firstLater(byTime, clock.now() - mostWaitMs / 2)
}

/** Where a caller stands: its line, and its order. */
type Standing = Pick<Place, 'line' | 'order'>

/**
 * The last place before a new caller. No namespace overtakes itself, or has places in the short
 * line as long as it has one in the long line.
 */
function endFor({ byTime }: State, namespace: string): Standing {
  const ends = { short: never, long: never, own: never }
  let own = 0
  let isInLongLine = false
  for (const place of byTime) {
    ends[place.line] = Math.max(ends[place.line], place.order)
    if (place.namespace !== namespace) continue
    own += 1
    isInLongLine ||= place.line === 'long'
    ends.own = Math.max(ends.own, place.order)
  }
  const line = own < few && !isInLongLine ? 'short' : 'long'
  return { line, order: Math.max(ends[line], ends.own) }
}

/** The place behind the last one. Orders only have to differ: a millisecond is enough. */
function behind({ line, order }: Standing, earliest: number): Standing {
  return { line, order: Math.max(order + 1, earliest) }
}

/**
 * The slot (ms) of a caller, behind the callers who come before it and are still expected, or in
 * the first gap between them: there were callers who have left the queue. A gap has two slots or
 * more, because times are not exact, and more while urgent calls come, because their share changes.
 * The long line does not hold up the short one.
 */
function slotOf(state: State, { order, line }: Standing, earliest: number): number {
  const { byTime, intervalMs } = state
  const gapMs = 2 * intervalMs + (isOvertaken(state) ? overtakingLastsMs : 0)
  let slot = earliest
  for (let i = firstExpected(state); i < byTime.length; i += 1) {
    const other = byTime[i]
    const time = slot + forUrgentCalls(state, slot - earliest)
    if (other === undefined || other.time >= time + gapMs) break
    const isBefore = other.order < order && (line === 'long' || other.line === 'short')
    if (isBefore) slot += intervalMs
  }
  return slot
}

function expectUrgentCalls(state: State): void {
  emptyAfterClockChange(state)
  state.overtakenAt = state.clock.now()
}

/**
 * How much later (ms) a caller comes because of urgent calls: they go on to take their share of the
 * slots, and in the next seconds they may take every other one. They may end at any time, and the
 * slots up to the next caller are then lost. So nobody comes later by more than the time over which
 * the share was counted.
 */
function forUrgentCalls(state: State, waitMs: number): number {
  if (!isOvertaken(state)) return 0
  const share = urgentShare(state)
  const forShare = Math.min(shareOverMs, (waitMs * share) / (1 - share))
  return Math.max(Math.min(waitMs, overtakingLastsMs), forShare)
}

/** Which share of the slots urgent calls took lately: 0 to `mostUrgentShare`. */
function urgentShare(state: State): number {
  dropOldUrgentCalls(state)
  const { urgentCalls, intervalMs } = state
  return Math.min(mostUrgentShare, (urgentCalls.length * intervalMs) / shareOverMs)
}

function dropOldUrgentCalls({ urgentCalls, clock }: State): void {
  const isRecent = (time: number) => time > clock.now() - shareOverMs
  const recent = urgentCalls.findIndex(isRecent)
  urgentCalls.splice(0, recent < 0 ? urgentCalls.length : recent)
}

function isOvertaken({ clock, overtakenAt }: State): boolean {
  const agoMs = clock.now() - overtakenAt
  // If the clock was set back, the time can be negative, and nobody knows how long ago it was.
  return agoMs >= 0 && agoMs < overtakingLastsMs
}

/** Drops the places whose callers have not come back in time. */
function dropOld(state: State): void {
  const { clock, droppedAt, places } = state
  const now = clock.now()
  if (Math.abs(now - droppedAt) < sweepEveryMs) return
  state.droppedAt = now
  for (const [callerID, { time }] of places) if (time <= now - placeKeptMs) leave(state, callerID)
}

/**
 * If the clock is set back, all times in the queue lie too far ahead, and callers would wait for as
 * long as the clock was set back. So the queue is emptied.
 */
function emptyAfterClockChange(state: State): void {
  const now = state.clock.now()
  const isSetBack = now < state.latest - mostSetBackMs
  state.latest = isSetBack ? now : Math.max(now, state.latest)
  if (!isSetBack) return
  state.places.clear()
  state.byTime.length = 0
  state.urgentCalls.length = 0
}
