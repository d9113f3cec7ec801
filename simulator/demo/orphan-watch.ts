import type { Clock } from '../../hooks/clock.ts'

const pollMs = 500

/**
 * Whether npm started this process. npm does not pass every signal on. If npm is killed, the demo
 * would go on in the background, unseen. So a demo that npm started has to end when npm ends. A
 * demo that the user started with `node` does not end with its parent process, because the user may
 * want the demo in the background.
 */
export function isStartedByNpm(env: NodeJS.ProcessEnv): boolean {
  return env.npm_lifecycle_event !== undefined
}

export type OrphanWatchOptions = {
  clock: Clock
  /**
   * The pid of the parent process now. When the parent ends, the operating system gives this
   * process another parent.
   */
  parentOf: () => number
  /** Ends the watch. */
  signal: AbortSignal
}

/**
 * Watches the parent of this process.
 * @returns true as soon as the parent has ended, false once the signal ends the watch
 */
export async function isOrphaned(options: OrphanWatchOptions): Promise<boolean> {
  const { clock, parentOf, signal } = options
  const firstParent = parentOf()
  while (!signal.aborted) {
    if (parentOf() !== firstParent) return true
    await clock.sleep(pollMs, signal).catch(error => {
      if (!signal.aborted) throw error
    })
  }
  return false
}
