import type { DomainClaim } from '../../api/domain-claim.ts'
import type { ValidationRecord } from '../../aws/acm.ts'
import { ownershipName, readOwnership } from '../../dns/ownership.ts'
import { normalName, type RecordSet } from '../../dns/records.ts'
import { certifiedName } from './certificate.ts'
import type { SeenValidation } from './observation.ts'

/**
 * Whether a record has the type and the value that ACM wants. Such a record is used whoever made
 * it, because all certificates of a name need the same one.
 */
export function isWantedByACM(record: RecordSet, wanted: { type: string; value: string }): boolean {
  return (
    record.type === wanted.type &&
    record.values?.length === 1 &&
    normalName(record.values[0] ?? '') === wanted.value
  )
}

/** Whether the TXT beside a validation record says that a claim of this cluster made the record. */
export function isValidationOurs({ owner, record }: SeenValidation, cluster: string): boolean {
  const owned = readOwnership(owner)
  return (
    owned?.cluster === cluster &&
    owned.claim === undefined &&
    owner?.name === ownershipName(record.name)
  )
}

/**
 * The validation record in the claim's status. A status can be edited by hand, so a record that
 * does not look like ACM's record for this hostname (`_….<name> CNAME _….…`) is ignored.
 */
export function rememberedValidation(claim: DomainClaim): ValidationRecord | undefined {
  const record = claim.status?.certificate?.validationRecord
  if (record?.type !== 'CNAME') return undefined
  const end = `.${certifiedName(claim.spec.hostname)}`
  if (!record.name.endsWith(end)) return undefined
  const label = record.name.slice(0, -end.length)
  const isACMs = /^_[0-9a-z]+$/.test(label) && /^_[0-9a-z]+(\.[0-9a-z-]+)+$/.test(record.value)
  return isACMs ? record : undefined
}
