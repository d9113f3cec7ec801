/**
 * The time as a parameter: the process's own clock in production, a virtual clock in fault
 * schedules and benchmarks. Nothing else in `hooks/` reads the time or sets a timer.
 */
export type Clock = {
  /** Milliseconds since the epoch. */
  now: () => number
  /**
   * Resolves after this many milliseconds. If the signal is aborted earlier, it rejects with the
   * signal's reason.
   */
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
