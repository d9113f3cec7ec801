import type { Clock } from '../../../hooks/clock.ts'

/** Thrown if the hooks failed, because waiting longer does not help. The user reads the message. */
export class DemoFailure extends Error {
  override name = 'DemoFailure'
}

/** Thrown when a wait exceeds its limit. The demo still runs its next stages. */
export class WaitTimeout extends Error {
  override name = 'WaitTimeout'
}

/** Waits that always end: by the limit, by a failure of the hooks, or by Ctrl-C. */
export type Waiting = {
  /**
   * Resolves when the predicate holds.
   * @param what - describes the awaited thing for the message; called when the limit has passed
   * @throws {WaitTimeout} after the limit; {DemoFailure} if the hooks have failed; the reason of
   * the signal if the signal is aborted
   */
  until: (what: () => string, predicate: () => boolean) => Promise<void>
  /** Waits without a limit. Rejects when the hooks have failed, or when the signal is aborted. */
  forever: () => Promise<never>
}

export type WaitingOptions = {
  clock: Clock
  /** Limit for each single wait. */
  limitSeconds: number
  signal: AbortSignal
  /** Describes what has failed for good; `undefined` while nothing has. */
  failure: () => string | undefined
}

const pollMs = 100

/** Creates waits that share a limit, a signal and a check for failures. */
export function createWaiting({ clock, limitSeconds, signal, failure }: WaitingOptions): Waiting {
  async function until(what: () => string, predicate: () => boolean): Promise<void> {
    const deadline = clock.now() + limitSeconds * 1000
    while (!predicate()) {
      if (clock.now() >= deadline)
        throw new WaitTimeout(`after ${limitSeconds} s still waiting for ${what()}`)
      await poll()
    }
  }

  async function forever(): Promise<never> {
    for (;;) await poll()
  }

  async function poll(): Promise<void> {
    const failed = failure()
    if (failed !== undefined) throw new DemoFailure(failed)
    await clock.sleep(pollMs, signal)
  }

  return { until, forever }
}
