import type { AWSFailure } from '../../aws/failure.ts'
import type { Decision } from '../decide/decide.ts'
import type { Result } from './act.ts'

/** Learns what a sync does. */
export type SyncObserver = {
  /** An action was tried. */
  acted: (result: Result) => void
  /** AWS could not be read, or only a part of it. */
  couldNotLook: (failure: AWSFailure) => void
  /** The sync has come to its decision. */
  concluded: (decision: Decision) => void
}
