import type { Result } from '../act/act.ts'
import type { Decision } from '../decide/decide.ts'
import type { Observation } from '../facts/observation.ts'

/** What a sync knows at its end. */
export type SyncResult = { seen: Observation; decision: Decision; results: readonly Result[] }
