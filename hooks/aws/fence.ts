import type { Clock } from '../clock.ts'
import { defined } from '../defined.ts'
import { AWSFailure } from './failure.ts'

/**
 * Until when a request may still have an effect. Metacontroller gives up a webhook call after its
 * timeout, but the call goes on running here. Without a fence it could write long after a newer
 * call has written.
 */
export type Fence = {
  /** No call is sent to AWS at or after this time (ms). */
  sendBefore: number
  /** Aborted when the caller has gone. */
  signal?: AbortSignal
  /** Id of a caller that can be told to come back later; absent for a caller that has to wait. */
  callerID?: string
  /** Lets the call overtake the queue: a long wait at AWS begins only after this call. */
  isUrgent?: true
}

export type FenceTimes = { sendWithinSeconds: number; callTimeoutSeconds: number }

/** The fence of a request that arrives now. */
export function fenceFrom(clock: Clock, times: FenceTimes, signal?: AbortSignal): Fence {
  return { sendBefore: clock.now() + times.sendWithinSeconds * 1000, ...defined({ signal }) }
}

/** @throws {AWSFailure} `late` when no call may be sent any more */
export function checkFence(fence: Fence, clock: Clock, operation: string): void {
  if (clock.now() < fence.sendBefore && !fence.signal?.aborted) return
  const message = 'the time for this call was over before the call could be sent'
  throw new AWSFailure('late', operation, 'NotSent', message)
}

/**
 * Work that several callers may share.
 * - operation: the AWS operation, named in failures
 * - join: starts the work, or joins it when it is running
 */
export type SharedWork<T> = { operation: string; join: () => Promise<T> }

/**
 * Why the timer of `waitWithin` was stopped. A constant, as an exception at each call costs time.
 */
const workHasEnded = Symbol('the work has ended')

/**
 * Waits for shared work until the fence. The work itself goes on for other callers. After the fence
 * no work is started.
 * @throws {AWSFailure} what the work failed with; `late` at the fence, or when the caller has gone
 */
export async function waitWithin<T>(
  { operation, join }: SharedWork<T>,
  fence: Fence,
  clock: Clock
): Promise<T> {
  checkFence(fence, clock, operation)
  const ended = new AbortController()
  const signal =
    fence.signal === undefined ? ended.signal : AbortSignal.any([ended.signal, fence.signal])
  const giveUp = (reason?: unknown) => refuseToWait(operation, reason)
  const atFence = clock.sleep(fence.sendBefore - clock.now(), signal).then(giveUp, giveUp)
  try {
    return await Promise.race([join(), atFence])
  } finally {
    ended.abort(workHasEnded)
  }
}

/**
 * Never resolves. Throws unless the work has ended: then the race is over, and nothing may throw.
 */
function refuseToWait(operation: string, reason: unknown): Promise<never> {
  if (reason === workHasEnded) return new Promise<never>(() => undefined)
  const message = 'AWS did not answer within the time for this call'
  throw new AWSFailure('late', operation, 'StillWaiting', message)
}
