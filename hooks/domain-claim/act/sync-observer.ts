import type { AWSFailure } from '../../aws/failure.ts'
import type { Result } from './act.ts'

/** Learns what a sync does. */
export type SyncObserver = {
  /** An action was tried. */
  acted: (result: Result) => void
  /** AWS could not be read, or only a part of it. */
  couldNotLook: (failure: AWSFailure) => void
}
