import type { Clock } from '../clock.ts'
import { defined } from '../defined.ts'
import type { RecordChange, RecordSet } from '../dns/records.ts'
import type { AWSFailure } from './failure.ts'
import type { Fence } from './fence.ts'

/** One claim's change that waits to be sent, or was sent and waits for an answer. */
export type PendingChange = {
  change: RecordChange
  fence: Fence
  resolve: (changeID: string) => void
  reject: (failure: AWSFailure) => void
}

/**
 * Quotas of one ChangeResourceRecordSets request, from the Route 53 developer guide
 * (DNSLimitations.html#limits-api-requests-changeresourcerecordsets).
 */
const mostRecords = 1000
const mostCharacters = 32_000

/** As many changes from the front as fit into one request, and at least one. */
export function takeBatch(pending: readonly PendingChange[]): readonly PendingChange[] {
  let records = 0
  let characters = 0
  let count = 0
  for (const { change } of pending) {
    for (const recordSet of [...change.remove, ...change.create]) {
      records += recordsIn(recordSet)
      characters += charactersIn(recordSet)
    }
    const isTooLarge = records > mostRecords || characters > mostCharacters
    if (count > 0 && isTooLarge) break
    count++
  }
  return pending.slice(0, count)
}

/** Route 53 counts ResourceRecord elements. A record set has one for each value. */
function recordsIn({ values = [] }: RecordSet): number {
  return Math.max(1, values.length)
}

function charactersIn({ values = [] }: RecordSet): number {
  return values.reduce((sum, value) => sum + value.length, 0)
}

/** Separates the changes that may still be sent from the changes that came too late. */
export function byTime(
  pending: readonly PendingChange[],
  clock: Clock
): { inTime: readonly PendingChange[]; late: readonly PendingChange[] } {
  const now = clock.now()
  const isInTime = ({ fence }: PendingChange) => fence.sendBefore > now && !fence.signal?.aborted
  return { inTime: pending.filter(isInTime), late: pending.filter(each => !isInTime(each)) }
}

/** The strictest fence of a batch: it ends at the earliest fence, or when the first caller goes. */
export function fenceOf(batch: readonly PendingChange[]): Fence {
  const signals = batch.flatMap(({ fence }) => fence.signal ?? [])
  const signal = signals.length === 0 ? undefined : AbortSignal.any(signals)
  return { sendBefore: earliestFence(batch), ...defined({ signal }) }
}

/** When the first fence of these changes ends (ms). */
export function earliestFence(batch: readonly PendingChange[]): number {
  return Math.min(...batch.map(({ fence }) => fence.sendBefore))
}
