import { ownershipName, readOwnership } from '../dns/ownership.ts'
import { normalName, type RecordSet } from '../dns/records.ts'
import type { SeenValidation } from './observation.ts'

/** Whether a record is the validation record: an equal one is shared, whoever made it. */
export function isEqual(record: RecordSet, wanted: { type: string; value: string }): boolean {
  return (
    record.type === wanted.type && record.values?.length === 1 && normalName(record.values[0] ?? '') === wanted.value
  )
}

/** Whether the TXT beside a validation record says that a claim of this cluster made it. */
export function isValidationOurs({ owner, record }: SeenValidation, cluster: string): boolean {
  const owned = readOwnership(owner)
  return owned?.cluster === cluster && owned.claim === undefined && owner?.name === ownershipName(record.name)
}
