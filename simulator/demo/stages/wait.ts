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
  /** A number that changes whenever something was printed. */
  printed?: () => number
  /** Called when nothing was printed for a while: what is awaited, and for how many seconds. */
  onSilence?: (what: string, seconds: number) => void
}

const pollMs = 100
/** After this time (ms) without a line, people wonder whether anything still happens. */
const longSilenceMs = 15_000
/** After each such line the next one comes later, up to this time (ms). */
const mostSilenceMs = 60_000

/** Creates waits that share a limit, a signal and a check for failures. */
export function createWaiting(options: WaitingOptions): Waiting {
  const { clock, limitSeconds, signal, failure } = options

  async function until(what: () => string, predicate: () => boolean): Promise<void> {
    const deadline = clock.now() + limitSeconds * 1000
    const breakSilence = createSilenceBreaker(options, what)
    while (!predicate()) {
      breakSilence()
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

/** Makes a function for each poll, which says what is awaited when nothing was said for a while. */
function createSilenceBreaker(
  { clock, printed = () => 0, onSilence }: WaitingOptions,
  what: () => string
): () => void {
  const since = clock.now()
  let seen = printed()
  let quietSince = since
  let patienceMs = longSilenceMs
  return () => {
    const now = clock.now()
    if (printed() !== seen) quietSince = now
    else if (now - quietSince >= patienceMs) {
      onSilence?.(what(), Math.round((now - since) / 1000))
      quietSince = now
      patienceMs = Math.min(2 * patienceMs, mostSilenceMs)
    }
    seen = printed()
  }
}
