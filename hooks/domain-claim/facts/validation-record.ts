import type { DomainClaim } from '../../api/domain-claim.ts'
import type { ValidationRecord } from '../../aws/acm.ts'
import { ownershipName, readOwnership } from '../../dns/ownership.ts'
import { normalName, type RecordSet } from '../../dns/records.ts'
import type { SeenValidation } from '../observe/observation.ts'
import { certifiedName } from './certificate.ts'

/** Whether a record is the validation record: an equal one is shared, whoever made it. */
export function isEqual(record: RecordSet, wanted: { type: string; value: string }): boolean {
  return (
    record.type === wanted.type &&
    record.values?.length === 1 &&
    normalName(record.values[0] ?? '') === wanted.value
  )
}

/** Whether the TXT beside a validation record says that a claim of this cluster made it. */
export function isValidationOurs({ owner, record }: SeenValidation, cluster: string): boolean {
  const owned = readOwnership(owner)
  return (
    owned?.cluster === cluster &&
    owned.claim === undefined &&
    owner?.name === ownershipName(record.name)
  )
}

/**
 * The validation record that the claim's status remembers. A status can be edited: what does not look
 * like ACM's record for this very hostname (`_….<name> CNAME _….…`) is none.
 */
export function rememberedValidation(claim: DomainClaim): ValidationRecord | undefined {
  const record = claim.status?.certificate?.validationRecord
  if (record?.type !== 'CNAME') return undefined
  const end = `.${certifiedName(claim.spec.hostname)}`
  const isACMs = record.name.endsWith(end) && /^_[0-9a-z]+$/.test(record.name.slice(0, -end.length))
  return isACMs && /^_[0-9a-z]+(\.[0-9a-z-]+)+$/.test(record.value) ? record : undefined
}
