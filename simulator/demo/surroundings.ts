import type { Clock } from '../../hooks/clock.ts'
import type { StartHooks } from './world/hooks-process.ts'

/** What the demo uses of the process that it runs in. Tests hand in their own. */
export type Surroundings = {
  clock: Clock
  /** Aborted when the demo has to end early. */
  signal: AbortSignal
  writeOut: (text: string) => void
  writeError: (text: string) => void
  isColoured: boolean
  /** By default the hooks are started as a process. */
  startHooks?: StartHooks
}
