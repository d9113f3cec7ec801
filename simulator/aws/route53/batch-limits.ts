import { awsError } from '../wire/errors.ts'
import type { Change } from './change-batch.ts'

/**
 * The limits of one request: its records, and the characters in their values. The records and
 * characters of an UPSERT count twice (developer guide, "Quotas on ChangeResourceRecordSets
 * requests").
 */
const mostRecords = 1000
const mostCharacters = 32_000

/**
 * Throws InvalidChangeBatch if a batch has too many records, or too many characters in its values.
 */
export function requireWithinLimits(changes: readonly Change[]): void {
  if (total(changes, recordsOf) > mostRecords) {
    throw awsError('InvalidChangeBatch', `[Number of records limit of ${mostRecords} exceeded.]`)
  }
  if (total(changes, charactersOf) > mostCharacters) {
    throw awsError('InvalidChangeBatch', `[RDATA character limit of ${mostCharacters} exceeded.]`)
  }
}

function total(changes: readonly Change[], measure: (change: Change) => number): number {
  return changes.reduce(
    (sum, change) => sum + measure(change) * (change.action === 'UPSERT' ? 2 : 1),
    0
  )
}

/** An alias counts as one record. */
function recordsOf({ record }: Change): number {
  return Math.max(1, record.values.length)
}

function charactersOf({ record }: Change): number {
  return record.values.reduce((sum, value) => sum + value.length, 0)
}
