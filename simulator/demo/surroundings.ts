import type { Clock } from '../../hooks/clock.ts'
import type { Terminal } from './board/live-region.ts'
import type { StartHooks } from './world/hooks-process.ts'

/** The parts of its process that the demo needs. Tests pass their own parts. */
export type Surroundings = {
  clock: Clock
  /** Aborted when the demo has to end early. */
  signal: AbortSignal
  writeOut: (text: string) => void
  writeError: (text: string) => void
  isColoured: boolean
  /** Columns of the terminal; `undefined` if stdout is no terminal. */
  columns?: number
  /** Columns of the terminal; `undefined` if stderr is no terminal. */
  errorColumns?: number
  /** The terminal, if the board can be drawn on it. */
  terminal?: Terminal
  /** By default the hooks are started as a process. */
  startHooks?: StartHooks
}
