import type { Clock } from '../../hooks/clock.ts'

const lookEvery = 500

/**
 * Whether a parent that goes away takes the demo with it. npm passes no signal on past its shell: the demo would go
 * on behind it, unseen. Who starts node by himself may well leave it behind on purpose.
 */
export function isStartedByNpm(env: NodeJS.ProcessEnv): boolean {
  return env.npm_lifecycle_event !== undefined
}

export type ParentWatch = {
  clock: Clock
  /** The pid of the parent as it is now: one whose parent has ended gets another. */
  parentOf: () => number
  /** Ends the watch. */
  signal: AbortSignal
}

/** Resolves when the process has lost its parent: true; or when the watch was ended: false. */
export async function isOrphaned({ clock, parentOf, signal }: ParentWatch): Promise<boolean> {
  const parent = parentOf()
  while (!signal.aborted) {
    if (parentOf() !== parent) return true
    await clock.sleep(lookEvery, signal).catch(ended)
  }
  return false

  function ended(reason: unknown): void {
    if (!signal.aborted) throw reason
  }
}
