import type { Clock } from '../clock.ts'
import { AWSFailure } from './failure.ts'
import type { Fence } from './fence.ts'

/** A rate that we keep below AWS's: calls a second, and how many may come at once. */
export type Rate = { perSecond: number; burst: number }

/** Takes one call out of a budget, waiting for it. @throws {AWSFailure} late, when the fence comes first. */
export type Take = (operation: string, fence: Fence) => Promise<void>

/**
 * A token bucket: first come, first served. What cannot be sent before its fence is refused at once,
 * so that a queue never grows beyond what the fences allow.
 */
export function createBudget(rate: Rate, clock: Clock): Take {
  const interval = 1000 / rate.perSecond
  // The time at which the bucket would be full again; the further ahead, the emptier it is.
  let fullAt = clock.now()
  return async (operation, fence) => {
    const now = clock.now()
    const sendAt = Math.max(now, fullAt - (rate.burst - 1) * interval)
    if (sendAt >= fence.sendBefore || fence.signal?.aborted) {
      throw new AWSFailure(
        'late',
        operation,
        'BudgetUsedUp',
        'more calls are waiting than AWS allows now; it is tried again'
      )
    }
    fullAt = Math.max(now, fullAt) + interval
    if (sendAt > now) await clock.sleep(sendAt - now)
  }
}
