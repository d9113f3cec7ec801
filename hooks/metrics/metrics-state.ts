import type { Clock } from '../clock.ts'
import type { Instruments } from './instruments.ts'
import type { PoolFigures } from './read/pool-figures.ts'
import type { Unanswered } from './read/unanswered.ts'

/** What the process remembers for its metrics. */
export type MetricsState = {
  clock: Clock
  instruments: Instruments
  /** The last figures of each pool, by its name. */
  pools: Map<string, PoolFigures>
  unanswered: Unanswered
  /** When each controller last called (ms). */
  lastRequests: Map<string, number>
}
