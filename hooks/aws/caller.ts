import type { Clock } from '../clock.ts'
import type { Take } from './budget.ts'
import { AWSFailure, classify } from './failure.ts'
import { checkFence, type Fence } from './fence.ts'

/** Sends one request. The signal aborts the request. */
export type Send<Answer> = (signal: AbortSignal) => Promise<Answer>

/** Makes one AWS call within budget, fence and timeout. @throws {AWSFailure} and nothing else */
export type Caller = <Answer>(
  operation: string,
  fence: Fence,
  send: Send<Answer>
) => Promise<Answer>

export type CallerOptions = {
  clock: Clock
  budgetOf: (operation: string) => Take
  callTimeoutSeconds: number
}

/**
 * The only way to AWS. It waits for the operation's budget, checks the fence, ends the call at its
 * timeout, and classifies failures.
 */
export function createCaller({ clock, budgetOf, callTimeoutSeconds }: CallerOptions): Caller {
  return async (operation, fence, send) => {
    try {
      await budgetOf(operation)(operation, fence)
      checkFence(fence, clock, operation)
      return await withTimeout(operation, clock, callTimeoutSeconds, send)
    } catch (error) {
      throw classify(operation, error)
    }
  }
}

/** Ends the call after this many seconds, even when `send` ignores its signal. */
async function withTimeout<Answer>(
  operation: string,
  clock: Clock,
  seconds: number,
  send: Send<Answer>
): Promise<Answer> {
  const call = new AbortController()
  const timer = new AbortController()
  const abort = () => {
    const failure = new AWSFailure('unavailable', operation, 'Timeout', `no answer in ${seconds} s`)
    // An aborted call fails with an error in the SDK's words. Our failure has to come first.
    queueMicrotask(() => call.abort(failure))
    throw failure
  }
  // The timer is stopped when the call has ended: then the race is over, and nothing may throw.
  const stopped = () => new Promise<never>(() => undefined)
  const timeout = clock.sleep(seconds * 1000, timer.signal).then(abort, stopped)
  try {
    return await Promise.race([send(call.signal), timeout])
  } finally {
    timer.abort()
  }
}
