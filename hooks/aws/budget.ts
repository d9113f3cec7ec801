import type { Clock } from '../clock.ts'
import { type CallQueue, createCallQueue } from './call-queue.ts'
import { AWSFailure } from './failure.ts'
import type { Fence } from './fence.ts'

/**
 * The rate at which the hooks call AWS: `perSecond` calls a second, and at most `burst` calls at
 * once. It stays below the rate that AWS allows.
 */
export type Rate = {
  perSecond: number
  burst: number
  /**
   * How long a caller waits here for its slot if it can come back later (`fence.callerID` is set).
   * A caller that would wait longer gets a place in the queue, and is told when to come back. If
   * absent, every caller waits here.
   */
  mostWaitSeconds?: number
  /**
   * Whether the time to the next call counts from the end of a call. A busy process, or a slow
   * network, can hold up a call after it left the budget, and the next call follows it too soon. If
   * AWS allows no burst, it then refuses the next call. Only for calls that never overlap.
   */
  isFromEnd?: true
}

/**
 * Waits until one call of the operation may be sent, and takes this call out of the budget.
 * @throws {AWSFailure} `late` if the call cannot be sent before its fence, if the caller has gone,
 * or if the caller has to come back later. In the last case `retryAfterSeconds` says when
 */
export type Take = {
  (operation: string, fence: Fence): Promise<void>
  /** Has to be called when a call has ended; absent if the rate does not need that. */
  ended?: () => void
}

/** What is left of a budget now. */
export type BudgetState = {
  /** How many calls could be sent at once: 0 to the burst of the rate. */
  left: number
  callsPerSecond: number
  /** Calls that wait for their slot, and callers that were told to come back. */
  waiting: number
}

/** A budget, with its state for those who only look. */
export type BudgetWithState = Take & {
  state: () => BudgetState
  /** Gives up the place of a caller that will not come back. */
  leave: (callerID: string) => void
}

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
 * Makes a token bucket that serves calls in the order in which they come. A call that cannot be
 * sent before its fence is refused at once, so that such calls do not pile up. If a caller goes
 * while its call waits, the calls behind it move up by one slot.
 */
export function createBudget(rate: Rate, clock: Clock): BudgetWithState {
  const { burst, mostWaitSeconds = Number.POSITIVE_INFINITY } = rate
  const intervalMs = 1000 / rate.perSecond
  const mostWaitMs = mostWaitSeconds * 1000
  // Metacontroller waits whole seconds. So a caller may come up to a second early, and waits here.
  const slackMs = Math.min(mostWaitMs, 1000)
  const budget: Budget = {
    clock,
    burst,
    intervalMs,
    mostWaitMs,
    queue: createCallQueue({ intervalMs, slackMs, mostWaitMs, clock }),
    waiting: [],
    isServing: false,
    fullAt: clock.now()
  }
  const takeOne: Take = (operation, fence) => take(budget, operation, fence)
  if (rate.isFromEnd) takeOne.ended = () => startAnew(budget)
  return Object.assign(takeOne, {
    state: () => stateOf(budget, rate),
    leave: (callerID: string) => budget.queue.leave(callerID)
  })
}

function stateOf(budget: Budget, { perSecond, burst }: Rate): BudgetState {
  const { clock, fullAt, intervalMs, queue, waiting } = budget
  const missing = Math.max(0, fullAt - clock.now()) / intervalMs
  return {
    left: Math.min(burst, Math.max(0, burst - missing)),
    callsPerSecond: perSecond,
    waiting: waiting.length + queue.length()
  }
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

/** When (ms) a call can be sent if `callsAhead` waiting calls are sent before it. */
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
 * Returns when the caller has to come back (ms), or `undefined` if its call may go on now. A call
 * that goes on may still wait here for its slot. In the table, `any` means that a cell does not
 * matter, and a caller "can come back" if it has an id and the rate has `mostWaitSeconds`.
 *
 * | can come back | is urgent | would wait too long | `queue.mayCall` | then the call |
 * |---|---|---|---|---|
 * | no | any | any | any | goes on |
 * | yes | yes | no | any | goes on, overtakes the queue, and leaves it |
 * | yes | yes | yes | any | comes back at the next slot |
 * | yes | no | no | yes | goes on, and leaves the queue |
 * | yes | no | no | no | comes back at its place in the queue |
 * | yes | no | yes | any | comes back at its place in the queue |
 */
function placeInQueue(budget: Budget, fence: Fence, sendAt: number): number | undefined {
  const { clock, mostWaitMs, queue } = budget
  const { callerID, isUrgent, namespace = '', sendBefore } = fence
  if (callerID === undefined || mostWaitMs === Number.POSITIVE_INFINITY) return undefined
  if (isUrgent) queue.expectUrgentCalls()
  const isTooLate = sendAt >= Math.min(clock.now() + mostWaitMs, sendBefore)
  if (isUrgent && isTooLate) return sendAt
  const caller = { id: callerID, namespace }
  if (!isUrgent && (isTooLate || !queue.mayCall(caller, sendAt))) return queue.join(caller, sendAt)
  if (isUrgent) queue.noteUrgentCall()
  queue.leave(callerID)
}

/** Empties the bucket, because a call has reached AWS only now. */
function startAnew(budget: Budget): void {
  budget.fullAt = budget.clock.now() + budget.burst * budget.intervalMs
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
