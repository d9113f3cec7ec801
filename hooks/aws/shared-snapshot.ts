import type { Clock } from '../clock.ts'
import { type Fence, waitWithin } from './fence.ts'

/** What was read, and when the reading began (ms): it may lack whatever happened later. */
export type Snapshot<T> = { asOf: number; value: T }

/**
 * Gives a snapshot whose reading began at `since` (ms) or later.
 * @throws {AWSFailure} what the reading failed with; late, when it has not ended at the fence
 */
export type SharedRead<T> = (since: number, fence: Fence) => Promise<Snapshot<T>>

export type SharedReadOptions<T> = {
  clock: Clock
  /** The AWS operation, to be named in failures. */
  operation: string
  read: () => Promise<T>
  /** Told of each reading once, in their order. */
  onRead?: (snapshot: Snapshot<T>) => void
}

/**
 * One reading for all who want the same thing: whoever asks while a reading is under way that began
 * early enough gets its result; everybody else waits for one common next reading. A reading outlives
 * whoever asked for it: the next one to ask will be glad of it.
 */
export function createSharedSnapshot<T>({
  clock,
  operation,
  read,
  onRead
}: SharedReadOptions<T>): SharedRead<T> {
  let latest: Snapshot<T> | undefined
  let running: { began: number; result: Promise<Snapshot<T>> } | undefined
  let next: Promise<Snapshot<T>> | undefined

  /** A reading ahead of the clock was made before the clock was put back: nobody knows how old it is. */
  function isGood(began: number, since: number): boolean {
    return began >= since && began <= clock.now()
  }

  function start(): Promise<Snapshot<T>> {
    const began = clock.now()
    const result = read()
      .then(value => {
        latest = { asOf: began, value }
        onRead?.(latest)
        return latest
      })
      .finally(() => {
        running = undefined
      })
    running = { began, result }
    return result
  }

  function startNext(after: Promise<unknown>): Promise<Snapshot<T>> {
    next ??= after
      .catch(() => undefined)
      .then(() => {
        next = undefined
        return start()
      })
    return next
  }

  function reading(since: number): Promise<Snapshot<T>> {
    if (running !== undefined && isGood(running.began, since)) return running.result
    // Between the end of one reading and the beginning of the next, none is running.
    if (next !== undefined) return next
    return running === undefined ? start() : startNext(running.result)
  }

  return async (since, fence) => {
    if (latest !== undefined && isGood(latest.asOf, since)) return latest
    return waitWithin({ operation, join: () => reading(since) }, fence, clock)
  }
}
