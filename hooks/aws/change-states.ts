import type { ZoneRef } from '../dns/zone-ref.ts'
import { createAnswerCache } from './answer-cache.ts'
import { type ClientSettings, mostAnswers } from './client-settings.ts'
import { orMissing } from './failure.ts'
import type { Fence } from './fence.ts'
import type { Route53 } from './route53.ts'

/** Whether changes have reached all name servers of Route 53. */
export type ChangeStates = {
  isInSync: (zone: ZoneRef, changeID: string, fence: Fence) => Promise<boolean>
  /** For how long (ms) `isInSync` gives the same answer without asking Route 53. */
  inSyncKeptFor: (changeID: string) => number
  /** Notes a change that was just submitted, as not in sync. @returns the id of the change */
  noteSubmitted: (changeID: string) => string
}

/**
 * For how long (ms) it is kept that a change is not in sync.
 * - justSubmitted: Route 53 may be quick, so it is asked soon.
 * - justSubmittedSlow: once a change was not that quick, the next changes get the half minute that
 *   Route 53 usually takes. A call before then would most likely say "not yet".
 * - pending: Route 53 was asked, and the change was not in sync.
 */
const keptMs = { justSubmitted: 4_000, justSubmittedSlow: 30_000, pending: 10_000 }

/** Knows of no change yet. */
export function createChangeStates(
  route53: Pick<Route53, 'isInSync'>,
  { clock, sharedFence }: ClientSettings
): ChangeStates {
  let areChangesSlow = false
  const states = createAnswerCache<boolean>({
    clock,
    sharedFence,
    operation: 'GetChange',
    most: mostAnswers,
    keepFor: isInSync => (isInSync ? Number.POSITIVE_INFINITY : keptMs.pending)
  })

  async function ask(zone: ZoneRef, changeID: string, fence: Fence): Promise<boolean> {
    // A change that Route 53 no longer knows has long been in sync.
    const isInSync = (await orMissing(route53.isInSync(zone, changeID, fence))) ?? true
    if (!isInSync) areChangesSlow = true
    return isInSync
  }

  return {
    isInSync: (zone, changeID, fence) =>
      states.get(changeID, fence, shared => ask(zone, changeID, shared)),
    inSyncKeptFor: states.keptFor,
    noteSubmitted(changeID) {
      const keepFor = areChangesSlow ? keptMs.justSubmittedSlow : keptMs.justSubmitted
      states.put(changeID, false, keepFor)
      return changeID
    }
  }
}
