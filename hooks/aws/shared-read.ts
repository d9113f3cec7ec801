import type { Clock } from '../clock.ts'

/** What was read, and when the reading began (ms): it may lack whatever happened later. */
export type Snapshot<T> = { asOf: number; value: T }

/** Gives a snapshot whose reading began at `since` (ms) or later. */
export type SharedRead<T> = (since: number) => Promise<Snapshot<T>>

/**
 * One reading for all who want the same thing: whoever asks while a reading is under way that began
 * early enough gets its result; everybody else waits for one common next reading.
 */
export function shareReads<T>(
  clock: Clock,
  read: () => Promise<T>,
  onRead: (snapshot: Snapshot<T>) => void = () => undefined
): SharedRead<T> {
  let latest: Snapshot<T> | undefined
  let running: { began: number; result: Promise<Snapshot<T>> } | undefined
  let next: Promise<Snapshot<T>> | undefined

  function start(): Promise<Snapshot<T>> {
    const began = clock.now()
    const result = read()
      .then(value => {
        latest = { asOf: began, value }
        onRead(latest)
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

  return async since => {
    if (latest !== undefined && latest.asOf >= since) return latest
    if (running === undefined) return start()
    return running.began >= since ? running.result : startNext(running.result)
  }
}
