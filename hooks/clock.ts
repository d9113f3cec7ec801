/**
 * Time as a value that is handed in: the process's own in production, a virtual one in fault
 * schedules and benchmarks. Nothing in `hooks/` reads the time or sets a timer except through it.
 */
export type Clock = {
  /** Milliseconds since the epoch. */
  now: () => number
  /** Resolves after that many milliseconds; rejects with the signal's reason when aborted before. */
  sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

/** The process's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const onAbort = () => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      }, milliseconds)
      signal?.addEventListener('abort', onAbort, { once: true })
    })
}
