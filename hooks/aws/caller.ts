import type { Clock } from '../clock.ts'
import { defined } from '../defined.ts'
import type { Take } from './budget.ts'
import { type CallObserver, type CallTarget, noObserver } from './call-observer.ts'
import { AWSFailure, classify, type FailureKind } from './failure.ts'
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
  /** Where the calls go, and who learns of them. If absent, nobody does. */
  observed?: Observed
}

/** Calls to one service in one region that somebody observes. */
export type Observed = Omit<CallTarget, 'account'> & {
  /** The account of the credentials; `undefined` if they do not name it. It never rejects. */
  account: () => Promise<string | undefined>
  observer: CallObserver
}

const unobserved: Observed = {
  service: 'acm',
  region: '',
  account: async () => undefined,
  observer: noObserver
}

/**
 * Makes the function through which every call to AWS goes. It waits for the budget of the
 * operation, checks the fence, ends the call at its timeout, and classifies failures.
 */
export function createCaller(options: CallerOptions): Caller {
  const { clock, budgetOf, callTimeoutSeconds } = options
  return async (operation, fence, send) => {
    const budget = budgetOf(operation)
    await waitForBudget(budget, operation, fence, options)
    const sentAt = clock.now()
    try {
      const call = withTimeout(operation, clock, callTimeoutSeconds, send)
      const answer = await call.finally(budget.ended)
      noteEnd({ operation, sentAt, result: 'success' }, options)
      return answer
    } catch (error) {
      const failure = classify(operation, error)
      noteEnd({ operation, sentAt, result: failure.kind }, options)
      throw failure
    }
  }
}

/** Waits for the budget. @throws {AWSFailure} if the call cannot be sent before its fence */
async function waitForBudget(
  budget: Take,
  operation: string,
  fence: Fence,
  { clock, observed = unobserved }: CallerOptions
): Promise<void> {
  const { service, region, observer } = observed
  const began = clock.now()
  const note = (isSent: boolean) => {
    const seconds = Math.max(0, clock.now() - began) / 1000
    observer.waited({ service, region, operation, isSent, seconds })
  }
  try {
    await budget(operation, fence)
    checkFence(fence, clock, operation)
  } catch (error) {
    note(false)
    throw classify(operation, error)
  }
  note(true)
}

type End = { operation: string; sentAt: number; result: 'success' | FailureKind }

/** Tells the observer of an ended call. Nobody waits for that. */
function noteEnd(
  { operation, sentAt, result }: End,
  { clock, observed = unobserved }: CallerOptions
): void {
  const { service, region, account, observer } = observed
  const seconds = Math.max(0, clock.now() - sentAt) / 1000
  void account().then(id =>
    observer.ended({ service, region, operation, result, seconds, ...defined({ account: id }) })
  )
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
