import type { Clock } from '../../hooks/clock.ts'

/** Something went wrong that no waiting mends; the message is for the user. */
export class DemoFailure extends Error {
  override name = 'DemoFailure'
}

/** What was awaited did not come; other things may go on. */
export class TimeIsOver extends Error {
  override name = 'TimeIsOver'
}

/** Waits for what may never come: the limit, a dead process and Ctrl-C end it. */
export type Waiting = {
  /**
   * Resolves when the predicate holds.
   * @param what - is awaited, for the message: asked for only when the time is over
   * @throws {TimeIsOver} after the limit; {DemoFailure} when the hooks have died; the signal's reason on Ctrl-C
   */
  until: (what: () => string, predicate: () => boolean) => Promise<void>
  /** Ends only by the signal or a failure, as rejections; no limit. */
  forever: () => Promise<never>
}

export type WaitingOptions = {
  clock: Clock
  /** What is awaited longer than this does not come any more. */
  limitSeconds: number
  signal: AbortSignal
  /** What has gone wrong for good, if anything. */
  failure: () => string | undefined
}

const lookEvery = 100

/** @returns a way to wait that always ends */
export function createWaiting({ clock, limitSeconds, signal, failure }: WaitingOptions): Waiting {
  async function until(what: () => string, predicate: () => boolean): Promise<void> {
    const deadline = clock.now() + limitSeconds * 1000
    while (!predicate()) {
      if (clock.now() >= deadline)
        throw new TimeIsOver(`after ${limitSeconds} s still waiting for ${what()}`)
      await look()
    }
  }

  async function forever(): Promise<never> {
    for (;;) await look()
  }

  async function look(): Promise<void> {
    const failed = failure()
    if (failed !== undefined) throw new DemoFailure(failed)
    await clock.sleep(lookEvery, signal)
  }

  return { until, forever }
}
