import type { AliasStatus, DomainClaim } from '../../api/domain-claim.ts'
import { type Ownership, ownershipRecord } from '../../dns/ownership.ts'
import { normalName, type RecordChange, type RecordSet } from '../../dns/records.ts'
import { sameTarget } from '../../load-balancer/dns-name.ts'
import type { Observation } from './observation.ts'
import { looking, type Outcome } from './outcome.ts'
import type { StepContext } from './step-context.ts'

/** What the status says of an alias that this claim has written itself. */
type Written = Required<Pick<AliasStatus, 'evaluateTargetHealth' | 'revision'>> & AliasStatus

/**
 * Whether there is no TXT record at the name of the ownership record, and the records at the
 * hostname are exactly those that the claim wrote last, as its status says. That alone proves
 * nothing: see `isBare`.
 */
export function isAsLastWritten(claim: DomainClaim, seen: Observation): boolean {
  const last = writtenOf(claim)
  const { addresses, owner, wildcards } = seen
  if (last === undefined || owner !== undefined || wildcards?.alias === undefined) return false
  const types = addresses.map(({ type }) => type).sort()
  return (
    types.length > 0 &&
    types.join() === [...last.recordTypes].sort().join() &&
    addresses.every(record => isRecordOf(record, last, claim))
  )
}

/** Without a revision or a health evaluation, the status only repeats what was in the zone. */
function writtenOf({ status }: DomainClaim): Written | undefined {
  const { evaluateTargetHealth, revision } = status?.alias ?? {}
  if (status?.alias === undefined || evaluateTargetHealth === undefined || revision === undefined)
    return undefined
  return { ...status.alias, evaluateTargetHealth, revision }
}

function isRecordOf({ alias, setIdentifier }: RecordSet, last: Written, claim: DomainClaim) {
  const { target } = claim.spec
  const isOfSpec = target !== undefined && sameTarget(target.dnsName, last.target)
  return (
    alias !== undefined &&
    setIdentifier === undefined &&
    normalName(alias.dnsName) === last.target &&
    alias.evaluateTargetHealth === last.evaluateTargetHealth &&
    (!isOfSpec || alias.hostedZoneID === target.hostedZoneID)
  )
}

/**
 * Whether somebody has deleted the ownership record of an alias that is certainly ours. The status
 * may be a copy from another cluster. So ACM has to have a certificate that is tagged for this
 * cluster and claim. External-dns may have written an equal alias, so it must know nothing of the
 * hostname. See docs/decisions/20-an-ownership-record-that-was-deleted.md.
 */
export function isBare(claim: DomainClaim, seen: Observation): boolean {
  const { hasTaggedCertificate = false, registrations } = seen
  return hasTaggedCertificate && registrations?.length === 0 && isAsLastWritten(claim, seen)
}

/** How old (ms) the listing of the zone may be that shows nothing of external-dns. */
const listingMaxAgeMs = 60_000

/**
 * The look that is needed before a bare alias gets its ownership record again; `undefined` when the
 * zone was listed lately.
 */
export function lookAtRegistrations(seen: Observation, { now }: StepContext): Outcome | undefined {
  const oldest = now - listingMaxAgeMs
  const listedAsOf = seen.wildcards?.alias?.listedAsOf ?? Number.NEGATIVE_INFINITY
  return listedAsOf < oldest ? looking('listing', oldest) : undefined
}

/**
 * The change that makes the ownership record of a bare alias again, and leaves the alias as it is.
 * Route 53 refuses the change if an alias record differs from what was read, or if there is a TXT
 * record.
 */
export function bareAliasOwned(
  claim: DomainClaim,
  records: readonly RecordSet[],
  owner: Omit<Ownership, 'recordTypes' | 'target'>
): RecordChange {
  const { target = '', recordTypes = [] } = claim.status?.alias ?? {}
  const txt = ownershipRecord(claim.spec.hostname, { ...owner, recordTypes, target })
  return { remove: records, create: [...records, txt] }
}
