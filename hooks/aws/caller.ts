import type { Clock } from '../clock.ts'
import type { Take } from './budget.ts'
import { AWSFailure, classify } from './failure.ts'
import { checkFence, type Fence } from './fence.ts'

/** Sends one request; the signal aborts it. */
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

/** The one way to AWS: waits for its budget, looks at the fence, ends within the timeout, sorts what fails. */
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

/** The call is over after so many seconds, whether or not what sends it heeds its signal. */
async function withTimeout<Answer>(
  operation: string,
  clock: Clock,
  seconds: number,
  send: Send<Answer>
): Promise<Answer> {
  const call = new AbortController()
  const timer = new AbortController()
  const timeout = clock.sleep(seconds * 1000, timer.signal).then(
    () => {
      const failure = new AWSFailure(
        'unavailable',
        operation,
        'Timeout',
        `no answer within ${seconds} s`
      )
      // What is aborted fails with an error of its own, in the SDK's words; ours has to come first.
      queueMicrotask(() => call.abort(failure))
      throw failure
    },
    // The timer was stopped because the call has ended: the race is over.
    () => new Promise<never>(() => undefined)
  )
  try {
    return await Promise.race([send(call.signal), timeout])
  } finally {
    timer.abort()
  }
}
