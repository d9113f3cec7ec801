import type { Clock } from '../clock.ts'
import { type CallQueue, createCallQueue } from './call-queue.ts'
import { AWSFailure } from './failure.ts'
import type { Fence } from './fence.ts'

/** A rate that stays below AWS's rate: calls a second, and how many calls may be sent at once. */
export type Rate = {
  perSecond: number
  burst: number
  /**
   * How long a caller waits here if it can come back later (`fence.callerID`). A caller that would
   * wait longer gets a place in the queue, and is told when to come back.
   */
  mostWaitSeconds?: number
}

/**
 * Takes one call out of a budget, and waits for it.
 * @throws {AWSFailure} `late` when the fence comes first, or when the caller has to come back
 * later: then the failure says when
 */
export type Take = (operation: string, fence: Fence) => Promise<void>

/** A call that waits here until it can be sent. */
type WaitingCall = { sendBefore: number; pass: () => void; refuse: () => void }

type Budget = {
  clock: Clock
  burst: number
  intervalMs: number
  mostWaitMs: number
  /** Callers that were told to come back. */
  queue: CallQueue
  /** Calls that wait here, the oldest first. */
  waiting: WaitingCall[]
  isServing: boolean
  /** When the bucket will be full again (ms). The later this is, the emptier the bucket is now. */
  fullAt: number
}

/**
 * A token bucket: first come, first served. A call that cannot be sent before its fence is refused
 * at once, so the waiting calls never become more than their fences allow. A caller that goes while
 * it waits leaves its slot to the calls behind it.
 */
export function createBudget(rate: Rate, clock: Clock): Take {
  const { burst, mostWaitSeconds = Number.POSITIVE_INFINITY } = rate
  const intervalMs = 1000 / rate.perSecond
  const mostWaitMs = mostWaitSeconds * 1000
  const slackMs = Math.min(mostWaitMs, intervalMs)
  const budget: Budget = {
    clock,
    burst,
    intervalMs,
    mostWaitMs,
    queue: createCallQueue({ intervalMs, slackMs, clock }),
    waiting: [],
    isServing: false,
    fullAt: clock.now()
  }
  return (operation, fence) => take(budget, operation, fence)
}

async function take(budget: Budget, operation: string, fence: Fence): Promise<void> {
  const { clock, waiting } = budget
  const sendAt = nextSlot(budget, waiting.length)
  if (fence.signal?.aborted) throw usedUp(operation)
  const comeBackAt = placeInQueue(budget, fence, sendAt)
  if (comeBackAt !== undefined) throw usedUp(operation, (comeBackAt - clock.now()) / 1000)
  if (sendAt >= fence.sendBefore) throw usedUp(operation)
  if (waiting.length > 0 || sendAt > clock.now()) return waitForSlot(budget, operation, fence)
  spend(budget)
}

/** When (ms) a call can be sent that has this many calls ahead of it. */
function nextSlot(budget: Budget, callsAhead: number): number {
  const { burst, clock, intervalMs } = budget
  const now = clock.now()
  // If the clock was set back, `fullAt` is too far ahead and would keep the bucket empty.
  budget.fullAt = Math.min(budget.fullAt, now + burst * intervalMs)
  const slot = budget.fullAt + (callsAhead + 1 - burst) * intervalMs
  return Math.max(now, Math.ceil(slot))
}

function spend(budget: Budget): void {
  budget.fullAt = Math.max(budget.clock.now(), budget.fullAt) + budget.intervalMs
}

/**
 * Tells a caller when to come back (ms), or `undefined` when its call may go on now.
 *
 * | can come back | is urgent | would wait too long | time in the queue has come | then |
 * |---|---|---|---|---|
 * | no | | | | goes on |
 * | yes | yes | no | | goes on, and overtakes the queue |
 * | yes | yes | yes | | comes back at the next slot |
 * | yes | no | no | yes | goes on, and leaves the queue |
 * | yes | no | no | no | comes back at its place in the queue |
 * | yes | no | yes | | comes back at its place in the queue |
 */
function placeInQueue(budget: Budget, fence: Fence, sendAt: number): number | undefined {
  const { clock, mostWaitMs, queue } = budget
  const { callerID, isUrgent } = fence
  if (callerID === undefined || mostWaitMs === Number.POSITIVE_INFINITY) return undefined
  if (isUrgent) queue.noteOvertaking()
  const isTooLate = sendAt >= clock.now() + mostWaitMs
  if (isUrgent) return isTooLate ? sendAt : undefined
  if (isTooLate || !queue.mayCall(callerID)) return queue.join(callerID, sendAt)
  queue.leave(callerID)
}

function waitForSlot(
  budget: Budget,
  operation: string,
  { sendBefore, signal }: Fence
): Promise<void> {
  const { waiting } = budget
  return new Promise((resolve, reject) => {
    const call: WaitingCall = {
      sendBefore,
      pass() {
        signal?.removeEventListener('abort', leave)
        resolve()
      },
      refuse() {
        signal?.removeEventListener('abort', leave)
        reject(usedUp(operation))
      }
    }
    function leave() {
      waiting.splice(waiting.indexOf(call), 1)
      call.refuse()
    }
    signal?.addEventListener('abort', leave, { once: true })
    waiting.push(call)
    if (!budget.isServing) void serve(budget)
  })
}

/** Lets waiting calls pass, each at its slot, until none is left. */
async function serve(budget: Budget): Promise<void> {
  const { clock, waiting } = budget
  budget.isServing = true
  while (waiting.length > 0) {
    const waitMs = nextSlot(budget, 0) - clock.now()
    if (waitMs > 0) await clock.sleep(waitMs)
    else serveNext(budget)
  }
  budget.isServing = false
}

function serveNext(budget: Budget): void {
  const call = budget.waiting.shift()
  if (call === undefined) return
  if (budget.clock.now() >= call.sendBefore) call.refuse()
  else {
    spend(budget)
    call.pass()
  }
}

function usedUp(operation: string, retryAfterSeconds?: number): AWSFailure {
  const message = 'more calls are waiting than AWS allows at a time'
  const failure = new AWSFailure('late', operation, 'BudgetUsedUp', message)
  if (retryAfterSeconds !== undefined) failure.retryAfterSeconds = retryAfterSeconds
  return failure
}
