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
 * Makes the function through which every call to AWS goes. It waits for the budget of the
 * operation, checks the fence, ends the call at its timeout, and classifies failures.
 */
export function createCaller({ clock, budgetOf, callTimeoutSeconds }: CallerOptions): Caller {
  return async (operation, fence, send) => {
    const budget = budgetOf(operation)
    try {
      await budget(operation, fence)
      checkFence(fence, clock, operation)
      return await withTimeout(operation, clock, callTimeoutSeconds, send).finally(budget.ended)
    } catch (error) {
      throw classify(operation, error)
    }
  }
}

/** Ends the call after this many seconds, even if `send` ignores its signal. */
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
    // An aborted call fails with an error of the SDK. The caller has to get our failure instead, so
    // the call is aborted only after our failure was thrown.
    queueMicrotask(() => call.abort(failure))
    throw failure
  }
  // When the call has ended, the timer is stopped, and `sleep` rejects. Nobody waits for the timer
  // any more, so its rejection must not become an error that nobody handles.
  const stopped = () => new Promise<never>(() => undefined)
  const timeout = clock.sleep(seconds * 1000, timer.signal).then(abort, stopped)
  try {
    return await Promise.race([send(call.signal), timeout])
  } finally {
    timer.abort()
  }
}
