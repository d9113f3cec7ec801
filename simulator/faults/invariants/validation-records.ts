import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import { normalName } from '../../../hooks/dns/records.ts'
import { keyOfRecord } from '../people.ts'
import { clusterID, leavesAllBehind, type Step, type Truth } from '../truth.ts'
import { copiedName, ownerOf, type ZoneRecord } from '../zone-records.ts'
import { releasedClaim } from './invariant.ts'

/** The name of a validation record, and the name that the record validates with its wildcard. */
type Validation = { name: string; validates: string }

/**
 * Reads a validation record of ACM, or the TXT record that owns a validation record.
 * @returns `undefined` for any other record
 */
function validationOf(record: ZoneRecord): Validation | undefined {
  const owner = ownerOf(record)
  if (owner?.cluster === clusterID && owner.claim === undefined)
    return { name: owner.hostname, validates: validatedName(owner.hostname) }
  const isACMs =
    record.type === 'CNAME' && record.values.some(value => value.includes('.acm-validations.'))
  return isACMs ? { name: record.name, validates: validatedName(record.name) } : undefined
}

/** The name that a validation record validates: its own name without ACM's label. */
function validatedName(name: string): string {
  return name.slice(name.indexOf('.') + 1)
}

/** Whether a record is the validation record of a certified name, or the owner of that record. */
export function isValidationOf(record: ZoneRecord, certified: string): boolean {
  return validationOf(record)?.validates === certified
}

/** Whether a record of people stands where ACM looks for the validation record of a name. */
export function isForeignValidation({ name }: ZoneRecord, certified: string): boolean {
  return /^_[0-9a-z]+\./.test(name) && validatedName(name) === certified
}

/** A hostname without its wildcard label. Both share one validation record. */
export function certifiedName(hostname: string): string {
  return hostname.replace(/^\*\./, '')
}

/** If a claim goes in this step and keeps its validation record, notes its certified name. */
export function noteKeptRecord(keptNames: Set<string>, truth: Truth, step: Step): void {
  const claim = releasedClaim(step, truth)
  if (claim !== undefined && keepsValidation(claim))
    keptNames.add(certifiedName(claim.spec.hostname))
}

function keepsValidation(claim: DomainClaim): boolean {
  return leavesAllBehind(claim) || claim.spec.dns.validationRecords === 'Keep'
}

/**
 * Whether a validation record, its TXT record, or the copies of a wildcard's records that belong to
 * it, may exist longer than the claims of its name:
 *
 * | case | why the record may stay |
 * |---|---|
 * | a claim has kept the record (`keptNames`) | a person wants the record |
 * | a certificate needs the record | the certificate may belong to somebody else |
 * | people destroyed certificate and status | the hooks cannot know the name of the record |
 * | no claim could see that the certificate went | the hooks do not look for the record |
 */
export function mayOutlive(
  record: ZoneRecord,
  keptNames: ReadonlySet<string>,
  { certificates, people, records }: Truth
): boolean {
  const copied = copiedName(record, records())
  const validation = copied === undefined ? validationOf(record) : { validates: copied }
  if (validation === undefined) return false
  const { validates } = validation
  const neededRecords = certificates().flatMap(certificate => certificate.validationRecords)
  const isOf = (hostname: string) => certifiedName(hostname) === validates
  const isUnknown = (hostname: string) =>
    isOf(hostname) && people.destroyedCertificates.has(hostname)
  return (
    keptNames.has(validates) ||
    neededRecords.some(needed => validatedName(normalName(needed.name)) === validates) ||
    [...people.statusLost].some(isUnknown) ||
    [...people.unseenRemovals].some(isOf)
  )
}

/**
 * Finds a validation record that a claim should have removed before the claim went. If the claim
 * has an heir, this finds nothing, because the heir removes the record later. An heir is a claim
 * whose hostname shares the validation record: the wildcard of the hostname, or its base name.
 */
export function findLeftBehind(
  { spec }: DomainClaim,
  keptNames: ReadonlySet<string>,
  truth: Truth
): ZoneRecord | undefined {
  const certified = certifiedName(spec.hostname)
  const hasHeir = truth.claims().some(({ spec: { hostname } }) => {
    return hostname !== spec.hostname && certifiedName(hostname) === certified
  })
  if (hasHeir) return undefined
  const { foreignRecords } = truth.people
  return truth
    .records()
    .filter(record => isValidationOf(record, certified))
    .filter(record => !foreignRecords.has(keyOfRecord(record)))
    .find(record => !mayOutlive(record, keptNames, truth))
}
