import type { Observation } from '../facts/observation.ts'
import { looking, type Outcome, waiting } from '../facts/outcome.ts'
import type { StepContext } from '../facts/step-context.ts'

/**
 * Time (ms) from one reading of the whole zone to the next one, for each page that all listings
 * take. A page is one call, so claims that go take at most a third of Route 53's rate
 * (aws/rates.ts): the batches that remove records need the rest. A small zone is read at once.
 */
const perPageMs = 700

/**
 * The last look of a claim at its zone, which has to show the zone at `since` (ms) or later. With a
 * thousand deletions, each second has claims whose look is due. Without a pause between the
 * readings, the zone would be read again and again. With it, one reading serves all of them.
 */
export function lastLookAtZone(seen: Observation, since: number, context: StepContext): Outcome {
  const pause = perPageMs * (seen.listingPages ?? 0)
  const left = Math.min(pause, seen.recordsAsOf + pause - context.now)
  if (left <= 0) return looking('zone', since)
  const message = 'a last look at the zone follows'
  return waiting('Deleting', message, Math.ceil(left / 1000))
}
