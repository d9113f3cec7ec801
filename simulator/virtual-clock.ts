import type { Clock } from '../hooks/clock.ts'

/**
 * The limits of `runUntil`: when it stops although its predicate is not true. Without limits, it
 * goes on until no timer is left.
 */
export type ClockLimits = {
  /**
   * The last virtual time to run to, in milliseconds since the epoch. Timers that are due at
   * exactly that time still run.
   */
  until?: number
  /** The last virtual time as `until` has it, but in virtual milliseconds from now. */
  within?: number
  /**
   * The most jumps from timer to timer. It guards against an endless loop in which no virtual time
   * passes.
   */
  jumps?: number
}

/**
 * Why `runUntil` stopped: `reached` if the predicate is true, `settled` if no timer is left,
 * `limit` if a limit is reached.
 */
export type ClockStop = 'reached' | 'settled' | 'limit'

/**
 * What `runUntil` waits for: until a function returns true or, with `settled`, until no timer is
 * left.
 */
type Predicate = 'settled' | (() => boolean)

/**
 * A clock that stands still, except when `runUntil` or `advance` makes it jump from timer to timer.
 */
export type VirtualClock = Clock & {
  /**
   * Repeats two steps until the predicate is true or a limit is reached: lets all work in flight
   * finish, and jumps to the next timer.
   */
  runUntil: (predicate: Predicate, limits?: ClockLimits) => Promise<ClockStop>
  /** Lets exactly this many virtual milliseconds pass. Runs the timers that become due in them. */
  advance: (milliseconds: number) => Promise<void>
  /** How many sleeps are pending. */
  sleeping: () => number
}

type Timer = { dueAt: number; wake: () => void }

/**
 * How many turns of the event loop must be quiet, one after the other, before a jump. Work that
 * alternates between promises and nextTick looks quiet for a turn or two although it is not done.
 */
const quietTurns = 3

/** Makes a clock that starts at `start` (milliseconds since the epoch; by default 2026-01-01). */
export function createVirtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  const timers: Timer[] = []
  let now = start

  function jump() {
    const next = timers.shift()
    if (next === undefined) return
    now = Math.max(now, next.dueAt)
    next.wake()
  }

  async function runUntil(
    predicate: Predicate,
    { until = Infinity, within = Infinity, jumps: mostJumps = Infinity }: ClockLimits = {}
  ): Promise<ClockStop> {
    const end = Math.min(until, now + within)
    for (let jumps = 0; ; jumps++) {
      await drain()
      if (predicate !== 'settled' && predicate()) return 'reached'
      const next = timers[0]
      if (next === undefined) return 'settled'
      if (next.dueAt > end || jumps >= mostJumps) return 'limit'
      jump()
    }
  }

  async function advance(milliseconds: number): Promise<void> {
    const end = now + milliseconds
    await runUntil('settled', { until: end })
    now = end
  }

  return {
    now: () => now,
    sleep: (milliseconds, signal) => sleepUntil(timers, now + Math.max(0, milliseconds), signal),
    runUntil,
    advance,
    sleeping: () => timers.length
  }
}

function sleepUntil(timers: Timer[], dueAt: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const timer: Timer = { dueAt, wake }
    function wake() {
      signal?.removeEventListener('abort', abort)
      resolve()
    }
    function abort() {
      remove(timers, timer)
      reject(signal?.reason)
    }
    insert(timers, timer)
    signal?.addEventListener('abort', abort, { once: true })
  })
}

/**
 * Waits until the event loop has had `quietTurns` turns without any work. Virtual sleeps do not
 * count as work.
 */
async function drain(): Promise<void> {
  for (let quiet = 0; quiet < quietTurns; quiet = hasWork() ? 0 : quiet + 1) await turn()
}

function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

/**
 * Whether the process has work in flight. Immediates and file reads count as work. Sockets, pipes
 * and real timers do not.
 */
function hasWork(): boolean {
  return process
    .getActiveResourcesInfo()
    .some(name => name === 'Immediate' || name.startsWith('FSReq'))
}

/**
 * Inserts a timer into the list, which is in the order of time. Timers that are due at the same
 * time stay in the order in which they were inserted.
 */
function insert(timers: Timer[], timer: Timer): void {
  let low = 0
  let high = timers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((timers[middle]?.dueAt ?? 0) <= timer.dueAt) low = middle + 1
    else high = middle
  }
  timers.splice(low, 0, timer)
}

function remove(timers: Timer[], timer: Timer): void {
  const index = timers.indexOf(timer)
  if (index >= 0) timers.splice(index, 1)
}
