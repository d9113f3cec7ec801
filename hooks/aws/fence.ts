import type { Clock } from '../clock.ts'
import { AWSFailure } from './failure.ts'

/**
 * How long a request may still have an effect. Metacontroller gives up a webhook call after its
 * timeout, but the call goes on running here; without a fence it could write long after a newer one.
 */
export type Fence = {
  /** Nothing is sent to AWS at or after this time (ms). */
  sendBefore: number
  /** Aborted when whoever asked has gone. */
  signal?: AbortSignal
}

export type FenceTimes = { sendWithinSeconds: number; callTimeoutSeconds: number }

/** The fence of a request that arrives now. */
export function fenceFrom(clock: Clock, times: FenceTimes, signal?: AbortSignal): Fence {
  return { sendBefore: clock.now() + times.sendWithinSeconds * 1000, ...(signal === undefined ? {} : { signal }) }
}

/** Throws when nothing may be sent any more. */
export function checkFence(fence: Fence, clock: Clock, operation: string): void {
  if (clock.now() >= fence.sendBefore || fence.signal?.aborted) {
    throw new AWSFailure(
      'late',
      operation,
      'NotSent',
      'the time for this call was over before it could be sent; it is tried again'
    )
  }
}
