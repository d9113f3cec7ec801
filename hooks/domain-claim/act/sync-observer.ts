import type { AWSFailure } from '../../aws/failure.ts'
import type { Result } from './act.ts'

/** Learns what a sync does. */
export type SyncObserver = {
  /** An action was tried. */
  acted: (result: Result) => void
  /** AWS could not be read, and the look at it ended. */
  couldNotLook: (failure: AWSFailure) => void
}
