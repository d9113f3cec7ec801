import type { AWSFailure } from '../aws/failure.ts'
import { setNewest } from '../set-newest.ts'

/**
 * How long a failure of AWS may last before it is told (ms). The hooks try again after 10 to 20 s,
 * so a failure is told if the first repetition fails too, or the second.
 */
export const briefMilliseconds = 25_000

/**
 * Remembers since when the claims of this process could not look at AWS. Claims share their
 * listings. If one call breaks off, hundreds of claims would write it into their status and into
 * their request, and take it back twenty seconds later.
 */
export type BriefTroubles = {
  /**
   * Notes that a claim could not look.
   * @param now milliseconds since the epoch
   * @returns whether the trouble is one that may go by itself, and is so young that nobody has to
   * be told
   */
  isBrief: (uid: string, failure: AWSFailure, now: number) => boolean
  /** Notes that a claim could look. */
  isOver: (uid: string) => void
}

/** @param most how many claims it remembers */
export function createBriefTroubles(most: number): BriefTroubles {
  const since = new Map<string, number>()
  return {
    isBrief(uid, { kind }, now) {
      if (kind !== 'throttled' && kind !== 'unavailable') return false
      const begun = since.get(uid)
      if (begun === undefined) setNewest(since, uid, now, most)
      return now - (begun ?? now) < briefMilliseconds
    },
    isOver(uid) {
      since.delete(uid)
    }
  }
}
