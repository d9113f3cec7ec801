import type { Clock } from '../hooks/clock.ts'

/** When to stop although the predicate does not hold. Without either, only an empty calendar stops the clock. */
export type ClockLimits = {
  /** Virtual time, milliseconds since the epoch, that is not passed: timers at that moment still run. */
  until?: number
  /** Virtual milliseconds from now that are not passed. */
  within?: number
  /** At most this many jumps: the guard against a hot loop at one instant. */
  jumps?: number
}

/** Why `runUntil` came back: the predicate held, no timer was left, or a limit was met. */
export type ClockStop = 'reached' | 'settled' | 'limit'

/** A clock whose time stands still until `runUntil` jumps from timer to timer. */
export type VirtualClock = Clock & {
  /** Lets everything in flight finish, then jumps to the next timer; again until the predicate holds. */
  runUntil: (predicate: 'settled' | (() => boolean), limits?: ClockLimits) => Promise<ClockStop>
  /** Runs that many milliseconds, timers on the way included, and stops exactly there. */
  advance: (milliseconds: number) => Promise<void>
  /** How many sleeps are pending. */
  sleeping: () => number
}

type Timer = { at: number; wake: () => void }

/** Quiet turns of the event loop before a jump: work that hops from promise to nextTick gets to its end. */
const quietTurns = 3

/** Makes a clock that starts at `start` (milliseconds since the epoch; by default 2026-01-01). */
export function createVirtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  const timers: Timer[] = []
  let now = start

  function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const timer: Timer = { at: now + Math.max(0, milliseconds), wake }
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

  function jump() {
    const next = timers.shift()
    if (next === undefined) return
    now = Math.max(now, next.at)
    next.wake()
  }

  async function runUntil(
    predicate: 'settled' | (() => boolean),
    limits: ClockLimits = {}
  ): Promise<ClockStop> {
    const end = Math.min(
      limits.until ?? Number.POSITIVE_INFINITY,
      now + (limits.within ?? Number.POSITIVE_INFINITY)
    )
    for (let jumps = 0; ; jumps++) {
      await drain()
      if (predicate !== 'settled' && predicate()) return 'reached'
      const next = timers[0]
      if (next === undefined) return 'settled'
      if (next.at > end || jumps >= (limits.jumps ?? Number.POSITIVE_INFINITY)) return 'limit'
      jump()
    }
  }

  async function advance(milliseconds: number): Promise<void> {
    const end = now + milliseconds
    await runUntil('settled', { until: end })
    now = end
  }

  return { now: () => now, sleep, runUntil, advance, sleeping: () => timers.length }
}

/** Comes back once the event loop has had a few turns in which nothing but sleepers was left. */
async function drain(): Promise<void> {
  for (let quiet = 0; quiet < quietTurns; quiet = hasWork() ? 0 : quiet + 1) await turn()
}

function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

/** Immediates and file reads of others count as work; sockets, pipes and real timers do not. */
function hasWork(): boolean {
  return process
    .getActiveResourcesInfo()
    .some(name => name === 'Immediate' || name.startsWith('FSReq'))
}

/** Keeps the list ordered by time, and by order of arrival at one instant. */
function insert(timers: Timer[], timer: Timer): void {
  let low = 0
  let high = timers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((timers[middle]?.at ?? 0) <= timer.at) low = middle + 1
    else high = middle
  }
  timers.splice(low, 0, timer)
}

function remove(timers: Timer[], timer: Timer): void {
  const index = timers.indexOf(timer)
  if (index >= 0) timers.splice(index, 1)
}
