import type { CallObserver } from '../aws/call-observer.ts'
import type { Instruments } from './instruments.ts'

/** Counts AWS calls, their waits and their batches. */
export function observeCalls(aws: Instruments['aws']): CallObserver {
  return {
    ended({ service, operation, account = '', region, result, seconds }) {
      aws.calls.observe({ service, operation, account, region, result }, seconds)
    },
    waited({ service, operation, region, isSent, seconds }) {
      const labels = { service, operation, region }
      if (isSent) aws.budgetWait.observe(labels, seconds)
      else aws.postponed.inc(labels)
    },
    batched: changes => aws.batch.observe(changes)
  }
}
