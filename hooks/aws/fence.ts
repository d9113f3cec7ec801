import type { Clock } from '../clock.ts'
import { defined } from '../defined.ts'
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
  /** For whom it is, if he will come back: he can be given a place in line. */
  who?: string
  /** Whether he may pass those in line: a long wait begins only after this call. */
  isUrgent?: true
}

export type FenceTimes = { sendWithinSeconds: number; callTimeoutSeconds: number }

/** The fence of a request that arrives now. */
export function fenceFrom(clock: Clock, times: FenceTimes, signal?: AbortSignal): Fence {
  return { sendBefore: clock.now() + times.sendWithinSeconds * 1000, ...defined({ signal }) }
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

/** Work that several calls may share: how it is begun or joined, and the AWS operation to name in a failure. */
export type SharedWork<T> = { operation: string; join: () => Promise<T> }

const workHasEnded = Symbol('the work has ended')

/**
 * Waits for shared work, but not beyond the fence; the work itself goes on for others. Past the fence
 * none is begun.
 * @throws {AWSFailure} what the work fails with; late, at the fence or when whoever asked has gone
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
  const giveUp = (reason?: unknown) => {
    // The work has ended, and with it the race: nobody looks at what the loser would say.
    if (reason === workHasEnded) return new Promise<never>(() => undefined)
    throw new AWSFailure(
      'late',
      operation,
      'StillWaiting',
      'AWS takes longer than this call may; it is tried again'
    )
  }
  const late = clock.sleep(fence.sendBefore - clock.now(), signal).then(giveUp, giveUp)
  try {
    return await Promise.race([join(), late])
  } finally {
    // With a reason of its own no exception is made at each call.
    ended.abort(workHasEnded)
  }
}
