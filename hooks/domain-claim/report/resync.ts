import type { DomainClaim } from '../../api/domain-claim.ts'
import type { Action } from '../facts/action.ts'
import { isGoing } from '../facts/deletion.ts'
import { untilNextLook } from '../facts/look-times.ts'
import type { Outcome } from '../facts/outcome.ts'
import { retryAfter } from '../facts/patience.ts'
import type { SyncResult } from './sync-result.ts'
import { tickSeconds, untilTick } from './tick.ts'

/**
 * Seconds until the claim has to be synced again; `undefined` when it asks for no sync. Claims that
 * are done are synced together when they look for drift. Claims that wait are synced together at
 * ticks of the clock.
 * @param now milliseconds since the epoch
 */
export function resyncAfter(
  { decision, results, seen }: SyncResult,
  { metadata }: Pick<DomainClaim, 'metadata'>,
  now: number
): number | undefined {
  const every = isGoing({ metadata }, now) ? tickSeconds.going : tickSeconds.usual
  const failed = results.find(({ ok }) => !ok)
  if (failed?.ok === false) return retryAfter(failed.failure, metadata.uid)
  const wait = results.map(({ action }) => resyncAfterAction[action.do]).find(isGiven)
  if (wait !== undefined) return wait
  if (results.length > 0 || decision.looks.length > 0) return untilTick(2, now, every)
  const waits = decision.steps
    .map(({ outcome }) => askAgainAfter(outcome, now, every))
    .filter(isGiven)
  if (waits.length > 0) return Math.min(...waits)
  const isDone = decision.steps.every(({ outcome }) => outcome.is === 'done')
  return isDone ? untilNextLook(now, seen.listingPages) : undefined
}

/**
 * Seconds until the next sync after an action; `undefined` means the next tick. The rate limit of
 * ACM spreads requests for certificates out. So their claims are not synced together at a tick, and
 * the questions about the new certificates stay spread out in the same order.
 */
const resyncAfterAction: Record<Action['do'], number | undefined> = {
  requestCertificate: 6,
  deleteCertificate: undefined,
  removeTags: undefined,
  changeRecords: undefined
}

function isGiven(wait: number | undefined): wait is number {
  return wait !== undefined
}

function askAgainAfter(outcome: Outcome, now: number, every: number): number | undefined {
  if (!('askAgainAfter' in outcome) || outcome.askAgainAfter === undefined) return undefined
  const isExact = 'exactly' in outcome && outcome.exactly
  return isExact ? outcome.askAgainAfter : untilTick(outcome.askAgainAfter, now, every)
}
