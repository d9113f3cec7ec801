import type { Clock } from '../clock.ts'
import type { Instruments } from './instruments.ts'
import type { PoolFigures } from './read/pool-figures.ts'
import type { Unanswered } from './read/unanswered.ts'

/** What the parts of the metrics share: clock, instruments, and what the process remembers. */
export type MetricsState = {
  clock: Clock
  instruments: Instruments
  /** The last figures of each pool, by its name. */
  pools: Map<string, PoolFigures>
  /** The requests whose pool does not answer. */
  unanswered: Unanswered
  /** When each controller last called (ms). */
  lastRequests: Map<string, number>
}
