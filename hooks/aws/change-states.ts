import type { ZoneRef } from '../dns/zone-ref.ts'
import { createAnswerCache } from './answer-cache.ts'
import { type ClientSettings, mostAnswers } from './client-settings.ts'
import { orMissing } from './failure.ts'
import type { Fence } from './fence.ts'
import type { Route53 } from './route53.ts'

/** Whether changes have propagated: whether all name servers of Route 53 have them. */
export type ChangeStates = {
  isInSync: (zone: ZoneRef, changeID: string, fence: Fence) => Promise<boolean>
  /** How long (ms) `isInSync` goes on to give the same answer without asking Route 53. */
  inSyncKeptFor: (changeID: string) => number
  /**
   * Notes that a change was just submitted, and has not propagated. @returns the id of the change
   */
  noteSubmitted: (changeID: string) => string
}

/**
 * How long (ms) the answer is kept that a change has not propagated.
 * - justSubmitted: Route 53 may be quick, so the hooks ask it soon.
 * - justSubmittedSlow: used once a change was not that quick. Route 53 usually takes half a minute,
 *   so an earlier call would most likely say "not yet".
 * - pending: the hooks have asked Route 53, and the change had not propagated.
 */
const keptMs = { justSubmitted: 4_000, justSubmittedSlow: 30_000, pending: 10_000 }

/** Makes the states of changes. No change is known yet. */
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
    // Route 53 forgets old changes. A change that it no longer knows has propagated long ago.
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
