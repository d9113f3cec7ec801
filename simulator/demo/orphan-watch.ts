import type { Clock } from '../../hooks/clock.ts'

const pollMs = 500

/**
 * Whether npm started this process. npm does not pass on every signal: if npm is killed, the demo
 * would go on in the background, unseen. So a demo that npm started ends with npm. A demo that the
 * user started with `node` goes on, because the user may want it in the background.
 */
export function isStartedByNpm(env: NodeJS.ProcessEnv): boolean {
  return env.npm_lifecycle_event !== undefined
}

export type OrphanWatchOptions = {
  clock: Clock
  /** The current parent's pid. A process whose parent has ended gets another parent. */
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
