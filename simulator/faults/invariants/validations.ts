import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import { normalName } from '../../../hooks/dns/records.ts'
import { keyOfRecord } from '../people.ts'
import { clusterID, keepsAll, type Sight, type Step } from '../sight.ts'
import { ownerOf, type ZoneRecord } from '../zone-records.ts'
import { releasedClaim } from './invariant.ts'

/** A validation record or its TXT: where the record stands, and what it validates, a name and its wildcard. */
type Validation = { name: string; validates: string }

/** Reads a validation record, or the TXT of one; undefined for any other. */
function validationOf(record: ZoneRecord): Validation | undefined {
  const owner = ownerOf(record)
  const isTXT = owner?.cluster === clusterID && owner.claim === undefined
  const isACMs =
    record.type === 'CNAME' && record.values.some(value => value.includes('.acm-validations.'))
  const name = isTXT ? owner.hostname : isACMs ? record.name : undefined
  return name === undefined ? undefined : { name, validates: validatedName(name) }
}

/** What the validation record of this name validates. */
export function validatedName(name: string): string {
  return name.slice(name.indexOf('.') + 1)
}

/** The name that a hostname shares its validation record by. */
export function certifiedName(hostname: string): string {
  return hostname.replace(/^\*\./, '')
}

/** Notes the name of a claim that goes, and was told to leave its validation record behind. */
export function noteKept(kept: Set<string>, sight: Sight, step: Step): void {
  const claim = releasedClaim(step, sight)
  if (claim !== undefined && keepsValidation(claim)) kept.add(certifiedName(claim.spec.hostname))
}

function keepsValidation(claim: DomainClaim): boolean {
  return keepsAll(claim) || claim.spec.dns.validationRecords === 'Keep'
}

/**
 * Whether a record is a validation record (or its TXT) that may be there though the claims of its name are gone:
 * somebody wanted it kept, or a certificate that is there rests on it. Where somebody took both that know its name,
 * the certificate and the claim's status, nobody can find it. Nor does anybody look for one that a claim left behind
 * for somebody else's certificate, which went later.
 */
export function mayOutlive(
  record: ZoneRecord,
  kept: ReadonlySet<string>,
  { certificates, people }: Sight
): boolean {
  const validation = validationOf(record)
  if (validation === undefined) return false
  const { name, validates } = validation
  const needed = certificates().flatMap(({ validationRecords }) =>
    validationRecords.map(one => normalName(one.name))
  )
  const isOf = (hostname: string) => certifiedName(hostname) === validates
  const isUnknown = [...people.forgotten].some(
    hostname => people.destroyed.has(hostname) && isOf(hostname)
  )
  return (
    kept.has(validates) || needed.includes(name) || isUnknown || [...people.unwatched].some(isOf)
  )
}

/**
 * What a claim that goes leaves behind at its name. Another claim of that name, a wildcard's or the name's own, sees to
 * it later, even one that is on its way out.
 */
export function leftBehind(
  { spec }: DomainClaim,
  kept: ReadonlySet<string>,
  sight: Sight
): ZoneRecord | undefined {
  const certified = certifiedName(spec.hostname)
  const claimed = sight.claims().map(({ spec: { hostname } }) => hostname)
  if (claimed.some(hostname => hostname !== spec.hostname && certifiedName(hostname) === certified))
    return undefined
  const own = sight.records().filter(record => validationOf(record)?.validates === certified)
  return own.find(
    record => !sight.people.foreign.has(keyOfRecord(record)) && !mayOutlive(record, kept, sight)
  )
}
