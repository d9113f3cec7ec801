import type { DomainClaim, Target } from '../api/domain-claim.ts'
import type { Reason } from '../conditions/reasons.ts'
import { type Ownership, ownershipName, ownershipRecord, readOwnership } from '../dns/ownership.ts'
import { type RecordChange, type RecordSet, show } from '../dns/records.ts'
import { normalizeTarget, sameTarget } from '../load-balancer/dns-name.ts'
import type { Observation } from './observation.ts'

/** Whose the records at the hostname are. */
export type AliasState =
  | { is: 'free' }
  /** Ours; `records` are those that exist of those that the TXT lists. */
  | { is: 'ours'; owner: Ownership; records: readonly RecordSet[] }
  | { is: 'foreign'; reason: Reason; message: string }

/**
 * Decides from the zone alone whose the records at the claim's hostname are: ours is exactly what a
 * TXT of this cluster and claim lists. A claim's UID is not asked: a claim that was restored from a
 * backup has another one, and its name stands for one hostname of this cluster for ever.
 */
export function aliasState(claim: DomainClaim, seen: Observation, cluster: string): AliasState {
  const { addresses } = seen
  const owner = readOwnership(seen.owner)
  if (seen.owner === undefined && addresses.length === 0) return { is: 'free' }
  if (owner === undefined) return foreign(claim, addresses[0] ?? seen.owner, cluster)
  if (owner.cluster !== cluster) return heldElsewhere(owner)
  if (owner.claim !== claim.metadata.name) return foreign(claim, seen.owner, cluster)
  const stranger = addresses.find(record => !isListed(record, owner))
  if (stranger !== undefined) return foreign(claim, stranger, cluster)
  return { is: 'ours', owner, records: addresses }
}

/** The TXT of this claim, whatever stands at the hostname. */
export function ownTXT(claim: DomainClaim, seen: Observation, cluster: string): RecordSet | undefined {
  const owner = readOwnership(seen.owner)
  return owner?.cluster === cluster && owner.claim === claim.metadata.name ? seen.owner : undefined
}

function isListed(record: RecordSet, owner: Ownership): boolean {
  if (record.setIdentifier !== undefined || !owner.recordTypes.includes(record.type)) return false
  return sameTarget(targetOf(record), owner.target)
}

/** What a record points to, as an ownership record writes it. */
function targetOf(record: RecordSet): string {
  return record.alias?.dnsName ?? (record.values ?? []).join('+')
}

function foreign(claim: DomainClaim, record: RecordSet | undefined, cluster: string): AliasState {
  const shown = record === undefined ? 'A record' : show(record)
  return {
    is: 'foreign',
    reason: 'ForeignRecord',
    message: `${shown} is not ours and is left alone. ${howToHandOver(claim, record, cluster)}`
  }
}

function heldElsewhere(owner: Ownership): AliasState {
  return {
    is: 'foreign',
    reason: 'HeldByAnotherCluster',
    message: `cluster ${owner.cluster} holds this hostname (claim ${owner.claim ?? 'unknown'}); delete its request there first`
  }
}

/** What a person does to give us a record: delete it, or, without an outage, write our TXT beside it. */
function howToHandOver(claim: DomainClaim, record: RecordSet | undefined, cluster: string): string {
  const { hostname } = claim.spec
  if (record?.name !== hostname || record.setIdentifier !== undefined)
    return 'Remove it to let this hostname be served.'
  const owner = {
    cluster,
    claim: claim.metadata.name,
    recordTypes: [record.type],
    target: normalizeTarget(targetOf(record)),
    revision: 0
  }
  const txt = ownershipRecord(hostname, owner)
  return `Remove it, or hand it over without an outage: create ${txt.name} TXT ${txt.values?.join(' ')}`
}

/** The alias records that the claim wants: A, and AAAA on dual stack. */
export function wantedAlias(hostname: string, target: Target): readonly RecordSet[] {
  const { dnsName, hostedZoneID, evaluateTargetHealth } = target
  return target.recordTypes.map(type => ({
    name: hostname,
    type,
    alias: { dnsName, hostedZoneID, evaluateTargetHealth }
  }))
}

/** Whether alias and TXT are just as wanted. */
export function isAsWanted(claim: DomainClaim, target: Target, state: AliasState): boolean {
  if (state.is !== 'ours') return false
  const { owner, records } = state
  const types = [...target.recordTypes].sort().join()
  return (
    owner.uid === claim.metadata.uid &&
    sameTarget(owner.target, target.dnsName) &&
    [...owner.recordTypes].sort().join() === types &&
    records
      .map(r => r.type)
      .sort()
      .join() === types &&
    records.every(r => isSameAlias(r, target))
  )
}

function isSameAlias({ alias }: RecordSet, target: Target): boolean {
  return (
    alias !== undefined &&
    sameTarget(alias.dnsName, target.dnsName) &&
    alias.hostedZoneID === target.hostedZoneID &&
    alias.evaluateTargetHealth === target.evaluateTargetHealth
  )
}

/**
 * The change that makes alias and TXT as wanted: never an UPSERT. What exists is deleted exactly as
 * it was read, so that the whole batch fails if anything has changed since.
 */
export function aliasChange(
  claim: DomainClaim,
  target: Target,
  state: AliasState,
  seen: Observation,
  cluster: string
): RecordChange {
  const { hostname } = claim.spec
  const owner: Ownership = {
    cluster,
    claim: claim.metadata.name,
    uid: claim.metadata.uid,
    recordTypes: target.recordTypes,
    target: normalizeTarget(target.dnsName),
    revision: state.is === 'ours' ? state.owner.revision + 1 : 1
  }
  const remove = state.is === 'ours' ? [...(seen.owner === undefined ? [] : [seen.owner]), ...state.records] : []
  return { remove, create: [...wantedAlias(hostname, target), ownershipRecord(hostname, owner)] }
}

/** Names whose records tell whose the alias is. */
export function aliasNames(hostname: string): readonly string[] {
  return [hostname, ownershipName(hostname)]
}

/** Whether writing the alias now undoes somebody else's change: it was there already, just so. */
export function isRepair(claim: DomainClaim, target: { dnsName: string; recordTypes: readonly string[] }): boolean {
  const alias = claim.status?.alias
  return (
    alias !== undefined &&
    alias.target === normalizeTarget(target.dnsName) &&
    alias.recordTypes.join() === target.recordTypes.join()
  )
}
