import type { FailureKind } from './failure.ts'

/** Where a call goes. The account is absent if the credentials do not name it. */
export type CallTarget = { service: 'acm' | 'route53'; region: string; account?: string }

/** A call that was sent and has ended. */
export type EndedCall = CallTarget & {
  operation: string
  result: 'success' | FailureKind
  /** From the moment when the call was sent to its end. */
  seconds: number
}

/** A call that wanted a place in the budget of its operation. */
export type BudgetWait = Omit<CallTarget, 'account'> & {
  operation: string
  /** False if the call was not sent: its caller has to come back, or its time was over. */
  isSent: boolean
  seconds: number
}

/**
 * Learns of the calls to AWS, and of what is sent in one call. Its functions must return quickly
 * and must not throw.
 */
export type CallObserver = {
  ended: (call: EndedCall) => void
  waited: (wait: BudgetWait) => void
  /** A batch of changes of so many claims goes to one hosted zone. */
  batched: (changes: number) => void
}

/** An observer that wants to know nothing. */
export const noObserver: CallObserver = {
  ended: () => undefined,
  waited: () => undefined,
  batched: () => undefined
}
