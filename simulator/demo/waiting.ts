import type { Clock } from '../../hooks/clock.ts'

/** Something went wrong that no waiting mends; the message is for the user. */
export class DemoFailure extends Error {
  override name = 'DemoFailure'
}

/** Waits for what may never come: the limit, a dead process and Ctrl-C end it. */
export type Waiting = {
  /**
   * Resolves when the predicate holds.
   * @param what - is awaited, for the message
   * @throws {DemoFailure} when the demo's time is over or the hooks have died; the signal's reason on Ctrl-C
   */
  until: (what: string, predicate: () => boolean) => Promise<void>
  /** Ends only by the signal or a failure, as rejections; no deadline. */
  forever: () => Promise<never>
}

export type WaitingOptions = {
  clock: Clock
  /** When the demo's time is over, in milliseconds since the epoch. */
  deadline: number
  signal: AbortSignal
  /** What has gone wrong for good, if anything. */
  failure: () => string | undefined
}

const lookEvery = 100

/** @returns a way to wait that always ends */
export function createWaiting({ clock, deadline, signal, failure }: WaitingOptions): Waiting {
  async function until(what: string, predicate: () => boolean): Promise<void> {
    while (!predicate()) {
      const failed = failure()
      if (failed !== undefined) throw new DemoFailure(failed)
      if (clock.now() >= deadline) throw new DemoFailure(`the time is over, and still waiting for ${what}`)
      await clock.sleep(lookEvery, signal)
    }
  }

  async function forever(): Promise<never> {
    for (;;) {
      const failed = failure()
      if (failed !== undefined) throw new DemoFailure(failed)
      await clock.sleep(lookEvery, signal)
    }
  }

  return { until, forever }
}
