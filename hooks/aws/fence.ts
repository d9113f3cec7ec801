import type { Clock } from '../clock.ts'
import { defined } from '../defined.ts'
import { AWSFailure } from './failure.ts'

/**
 * Until when a sync may send calls to AWS. Metacontroller gives up a hook request after its
 * timeout, but the sync in this process goes on. Without a fence, that sync could write to AWS long
 * after the sync of a newer hook request has written.
 */
export type Fence = {
  /** No call is sent to AWS at or after this time (ms). */
  sendBefore: number
  /** Aborted when the caller has gone. */
  signal?: AbortSignal
  /** Id of a caller that can be told to come back later. If absent, the caller has to wait here. */
  callerID?: string
  /** The namespace for which the caller calls. Callers of one namespace share a line. */
  namespace?: string
  /**
   * Lets the call overtake the queue. Meant for a call after which AWS itself needs minutes, so
   * that these minutes begin early.
   */
  isUrgent?: true
  /**
   * How long (ms) the caller waits for what many callers read together. If that is expected to take
   * longer, the caller is told when to come back. If absent, the caller waits here. Only for
   * callers whose question stays the same until they come back: others would ask for something
   * newer each time, and never get it.
   */
  mostWaitMs?: number
}

export type FenceTimes = { sendWithinSeconds: number; callTimeoutSeconds: number }

/** The fence of a request that arrives now. */
export function fenceFrom(clock: Clock, times: FenceTimes, signal?: AbortSignal): Fence {
  return { sendBefore: clock.now() + times.sendWithinSeconds * 1000, ...defined({ signal }) }
}

/** Checks that a call may still be sent. @throws {AWSFailure} `late` if it may not */
export function checkFence(fence: Fence, clock: Clock, operation: string): void {
  if (clock.now() < fence.sendBefore && !fence.signal?.aborted) return
  const message = 'the time for this call was over before the call could be sent'
  throw new AWSFailure('late', operation, 'NotSent', message)
}

/**
 * Work that several callers may share.
 * - operation: the AWS operation, named in failures
 * - join: starts the work, or joins it if it is already running
 */
export type SharedWork<T> = { operation: string; join: () => Promise<T> }

/**
 * The reason with which `waitWithin` stops its timer. It is a constant, because making an exception
 * at each call costs time.
 */
const workHasEnded = Symbol('the work has ended')

/**
 * Waits for shared work, at most until the fence. If the wait ends early, the work goes on for
 * other callers. After the fence, no work is started.
 * @throws {AWSFailure} the failure of the work; `late` at the fence, or if the caller has gone
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
 * Throws `late` if the work has not ended. If it has ended, nobody waits for this promise any more,
 * so it must not be rejected: it never settles.
 */
function refuseToWait(operation: string, reason: unknown): Promise<never> {
  if (reason === workHasEnded) return new Promise<never>(() => undefined)
  const message = 'AWS did not answer within the time for this call'
  throw new AWSFailure('late', operation, 'StillWaiting', message)
}
