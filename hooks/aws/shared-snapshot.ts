import type { Clock } from '../clock.ts'
import { AWSFailure } from './failure.ts'
import { checkFence, type Fence, waitWithin } from './fence.ts'

/**
 * What was read, and when the read began (ms). The value may lack everything that happened later.
 */
export type Snapshot<T> = { asOf: number; value: T }

/**
 * Gives a snapshot whose read began at `since` (ms) or later.
 * @throws {AWSFailure} the failure of the read; `late` if the read has not ended at the fence, or
 * if it is expected to take longer than `fence.mostWaitMs`: then `retryAfterSeconds` is set
 */
export type SharedSnapshot<T> = (since: number, fence: Fence) => Promise<Snapshot<T>>

export type SharedSnapshotOptions<T> = {
  clock: Clock
  /** The AWS operation, named in failures. */
  operation: string
  read: () => Promise<T>
  /** Gets each snapshot once, in the order of the reads. */
  onRead?: (snapshot: Snapshot<T>) => void
}

type State<T> = SharedSnapshotOptions<T> & {
  latest: Snapshot<T> | undefined
  /** How long (ms) the last read took; `undefined` if it failed, or before the first read. */
  tookMs: number | undefined
  running: { began: number; result: Promise<Snapshot<T>> } | undefined
  /** The read that starts when the running read has ended. */
  next: Promise<Snapshot<T>> | undefined
}

/**
 * Shares one read among all callers that want the same thing. If the running read began early
 * enough for a caller, the caller gets its result. All other callers wait together for the next
 * read. A read goes on if the caller that started it has gone, because another caller needs it
 * soon.
 */
export function createSharedSnapshot<T>(options: SharedSnapshotOptions<T>): SharedSnapshot<T> {
  const { clock, operation } = options
  const state: State<T> = {
    ...options,
    latest: undefined,
    tookMs: undefined,
    running: undefined,
    next: undefined
  }
  return async (since, fence) => {
    const { latest } = state
    if (latest !== undefined && isGood(latest.asOf, since, clock)) return latest
    if (expectedWaitMs(state, since) > (fence.mostWaitMs ?? Number.POSITIVE_INFINITY)) {
      checkFence(fence, clock, operation)
      throw stillReading(operation, startIfIdle(state))
    }
    return waitWithin({ operation, join: () => joinRead(state, since) }, fence, clock)
  }
}

/**
 * Whether a read is young enough. If the clock was set back, a read can lie in the future. Its age
 * is then unknown, so it is not good.
 */
function isGood(began: number, since: number, clock: Clock): boolean {
  return began >= since && began <= clock.now()
}

/**
 * How long (ms) the caller would wait for the read that is good for it, judged by the last read. It
 * is 0 if that is unknown. After a read that failed it is unknown, so the next callers wait, and
 * get to know why reads fail.
 */
function expectedWaitMs<T>(state: State<T>, since: number): number {
  const { clock, running, tookMs } = state
  if (tookMs === undefined) return 0
  const isGoodFor = running !== undefined && isGood(running.began, since, clock)
  return restMs(state) + (running === undefined || isGoodFor ? 0 : tookMs)
}

/** A read is not expected to take longer than this (ms): a clock may have been set. */
const longestReadMs = 30_000

/** How long (ms) the running read, or else the next one, takes from now, judged by the last read. */
function restMs<T>({ clock, running, tookMs = 0 }: State<T>): number {
  const elapsedMs = running === undefined ? 0 : Math.max(0, clock.now() - running.began)
  // A read that takes longer than the last one may take a quarter of its time yet.
  const rest = elapsedMs < tookMs ? tookMs - elapsedMs : elapsedMs / 4
  return Math.min(longestReadMs, rest)
}

/**
 * Starts a read if none is running. If one is running that began too early for the caller, no read
 * follows it at once: when the caller comes back, it may not need one any more.
 * @returns when to come back (ms from now)
 */
function startIfIdle<T>(state: State<T>): number {
  const { running, next } = state
  if (running === undefined && next === undefined) startRead(state).catch(() => undefined)
  return restMs(state)
}

function stillReading(operation: string, waitMs: number): AWSFailure {
  const message = 'AWS is still being asked for what many wait for'
  const failure = new AWSFailure('late', operation, 'StillReading', message)
  failure.retryAfterSeconds = waitMs / 1000
  return failure
}

function joinRead<T>(state: State<T>, since: number): Promise<Snapshot<T>> {
  const { clock, next, running } = state
  if (running !== undefined && isGood(running.began, since, clock)) return running.result
  // For a moment after one read has ended, the next read has not started: `next` is set, `running`
  // is not.
  if (next !== undefined) return next
  return running === undefined ? startRead(state) : startAfter(state, running.result)
}

function startRead<T>(state: State<T>): Promise<Snapshot<T>> {
  const began = state.clock.now()
  const result = readOnce(state, began).finally(() => {
    state.running = undefined
  })
  state.running = { began, result }
  return result
}

async function readOnce<T>(state: State<T>, asOf: number): Promise<Snapshot<T>> {
  const value = await readTimed(state, asOf)
  const snapshot = { asOf, value }
  state.latest = snapshot
  state.onRead?.(snapshot)
  return snapshot
}

async function readTimed<T>(state: State<T>, began: number): Promise<T> {
  try {
    const value = await state.read()
    state.tookMs = Math.max(0, state.clock.now() - began)
    return value
  } catch (error) {
    state.tookMs = undefined
    throw error
  }
}

function startAfter<T>(state: State<T>, running: Promise<unknown>): Promise<Snapshot<T>> {
  state.next = running
    .catch(() => undefined)
    .then(() => {
      state.next = undefined
      return startRead(state)
    })
  return state.next
}
