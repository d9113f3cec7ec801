import type { DomainClaim } from '../../api/domain-claim.ts'
import { areCopyable, copiesChange, copiesOf, isReplacedByAlias } from '../../dns/copies.ts'
import type { RecordChange, RecordSet } from '../../dns/records.ts'
import { zoneKey } from '../../dns/zone-ref.ts'
import { isWildcard } from '../../hostname/domains.ts'
import { certifiedName } from './certificate.ts'
import { zonesOf } from './claim-zones.ts'
import type { Observation, SeenWildcard } from './observation.ts'

/**
 * The copies that go along with a new validation record, so that the hostname keeps the answers of
 * a wildcard; `undefined` if no wildcard answers for it.
 */
export function firstCopies(
  { spec: { hostname } }: DomainClaim,
  { answering, copies }: SeenWildcard,
  cluster: string
): RecordChange | undefined {
  if (answering === undefined) return undefined
  const wanted = copiesOf(answering.records, hostname)
  const wildcard = nameOf(answering.records)
  return copiesChange({ hostname, cluster, wildcard, existing: copies, wanted })
}

/**
 * The change that makes the copies equal to their wildcard again; `undefined` if they are. Where
 * the alias stands, or a record of somebody else, there is no copy of that kind.
 */
export function followingCopies(
  claim: DomainClaim,
  { copied, copies, otherTypes }: SeenWildcard,
  cluster: string
): RecordChange | undefined {
  if (copies === undefined || !areCopyable(copied)) return undefined
  const hostname = certifiedName(claim.spec.hostname)
  const wanted = copiesOf(copied, hostname).filter(copy => hasRoom(copy, otherTypes))
  return copiesChange({ hostname, cluster, wildcard: copies.list.target, existing: copies, wanted })
}

/** Whether a copy can be at a name that has other records of these types. */
function hasRoom(copy: RecordSet, otherTypes: readonly string[]): boolean {
  if (otherTypes.includes('CNAME') || otherTypes.includes(copy.type)) return false
  if (copy.type === 'CNAME') return otherTypes.length === 0
  const isAddressed = otherTypes.some(type => isReplacedByAlias({ type }))
  return !(isAddressed && isReplacedByAlias(copy))
}

/** The change that takes away the copies in whose place the alias comes; `undefined` if none is. */
export function copiesForAlias(
  { spec: { hostname } }: DomainClaim,
  { wildcards }: Observation,
  cluster: string
): RecordChange | undefined {
  const copies = wildcards?.alias?.copies
  if (copies === undefined || isWildcard(hostname)) return undefined
  const wanted = copies.records.filter(copy => !isReplacedByAlias(copy))
  return copiesChange({ hostname, cluster, wildcard: copies.list.target, existing: copies, wanted })
}

/**
 * The copies that take the place of an alias that is removed; `undefined` if the hostname needs
 * none: no wildcard would answer for it without the records of the hooks, or no validation record
 * keeps the wildcard from answering.
 */
export function copiesAfterAlias(
  claim: DomainClaim,
  { addresses, validation, wildcards }: Observation,
  removed: readonly RecordSet[],
  cluster: string
): RecordChange | undefined {
  const { hostname } = claim.spec
  const zones = zonesOf(claim)
  const { hidden, copies, otherTypes = [] } = wildcards?.alias ?? {}
  const isEmptied =
    removed.length === addresses.length &&
    otherTypes.every(type => removed.some(record => record.type === type))
  const isHidden = zoneKey(zones.alias) === zoneKey(zones.validation) && isInZone(validation)
  if (hidden === undefined || !isEmptied || !isHidden || isWildcard(hostname)) return undefined
  if (!areCopyable(hidden.records)) return undefined
  const wanted = copiesOf(hidden.records, hostname)
  const wildcard = nameOf(hidden.records)
  return copiesChange({ hostname, cluster, wildcard, existing: copies, wanted })
}

function isInZone(validation: Observation['validation']): boolean {
  return (
    validation !== undefined && (validation.records.length > 0 || validation.owner !== undefined)
  )
}

/**
 * The change that removes all copies; `undefined` if there are none. Another cluster may have been
 * the last that made them follow their wildcard. Copies belong to the validation record, so they go
 * with it all the same.
 */
export function withoutCopies(claim: DomainClaim, seen: Observation): RecordChange | undefined {
  const copies = seen.wildcards?.validation?.copies
  if (copies === undefined) return undefined
  const hostname = certifiedName(claim.spec.hostname)
  const { cluster, target: wildcard } = copies.list
  return copiesChange({ hostname, cluster, wildcard, existing: copies, wanted: [] })
}

function nameOf([record]: readonly RecordSet[]): string {
  return record?.name ?? ''
}
