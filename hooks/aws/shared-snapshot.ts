import type { Clock } from '../clock.ts'
import { type Fence, waitWithin } from './fence.ts'

/** What was read, and when the read began (ms). It may lack everything that happened later. */
export type Snapshot<T> = { asOf: number; value: T }

/**
 * Gives a snapshot, read at `since` (ms) or later.
 * @throws {AWSFailure} what the read failed with; `late` when the read has not ended at the fence
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
  running: { began: number; result: Promise<Snapshot<T>> } | undefined
  /** The read that starts when the running read has ended. */
  next: Promise<Snapshot<T>> | undefined
}

/**
 * Shares one read among all callers that want the same thing. If a read is running that began early
 * enough for a caller, the caller gets its result. All other callers wait for one next read. A read
 * goes on when its first caller has gone, because the next caller needs it soon.
 */
export function createSharedSnapshot<T>(options: SharedSnapshotOptions<T>): SharedSnapshot<T> {
  const { clock, operation } = options
  const state: State<T> = { ...options, latest: undefined, running: undefined, next: undefined }
  return async (since, fence) => {
    const { latest } = state
    if (latest !== undefined && isGood(latest.asOf, since, clock)) return latest
    return waitWithin({ operation, join: () => joinRead(state, since) }, fence, clock)
  }
}

/**
 * Whether a read is young enough. A read from the future was made before the clock was set back:
 * its age is unknown, so it is not good.
 */
function isGood(began: number, since: number, clock: Clock): boolean {
  return began >= since && began <= clock.now()
}

function joinRead<T>(state: State<T>, since: number): Promise<Snapshot<T>> {
  const { clock, next, running } = state
  if (running !== undefined && isGood(running.began, since, clock)) return running.result
  // Between the end of one read and the beginning of the next, no read is running.
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
  const snapshot = { asOf, value: await state.read() }
  state.latest = snapshot
  state.onRead?.(snapshot)
  return snapshot
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
