import type { AWSFailure } from '../aws/failure.ts'
import { setNewest } from '../set-newest.ts'

/**
 * How long a claim may be unable to look before it says so (ms). A claim that was throttled or got
 * no answer tries again after 10 to 20 s (facts/patience.ts). So it has tried again twice by then,
 * or three times. See docs/decisions/23-pace-on-metacontroller.md.
 */
const briefMs = 25_000

/**
 * Remembers since when the claims of this process could not look at AWS. Claims share their
 * listings. If each failure were told at once, one call that breaks off would make hundreds of
 * claims write the failure into their status, and take it back twenty seconds later.
 */
export type BriefTroubles = {
  /**
   * Notes that a claim could not look at AWS.
   * @param now milliseconds since the epoch
   * @returns whether the failure is brief so far: it may go by itself, and the claim has not been
   *   unable to look for long. Then nobody has to be told
   */
  noteFailure: (uid: string, failure: AWSFailure, now: number) => boolean
  /** Notes that a claim could look at AWS. */
  noteSuccess: (uid: string) => void
}

/**
 * Makes the memory. It knows of no failure yet.
 * @param most how many claims it remembers
 */
export function createBriefTroubles(most: number): BriefTroubles {
  const since = new Map<string, number>()
  return {
    noteFailure(uid, { kind }, now) {
      if (kind !== 'throttled' && kind !== 'unavailable') return false
      const begun = since.get(uid)
      // A time in the future is from before the clock was set back. Then nobody knows for how long
      // the claim has been unable to look, so counting starts again.
      const isKnown = begun !== undefined && begun <= now
      if (!isKnown) setNewest(since, uid, now, most)
      return !isKnown || now - begun < briefMs
    },
    noteSuccess(uid) {
      since.delete(uid)
    }
  }
}
