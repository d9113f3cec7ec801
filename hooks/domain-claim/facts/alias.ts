import type { DomainClaim, Target } from '../../api/domain-claim.ts'
import type { Reason } from '../../conditions/reasons.ts'
import {
  type Ownership,
  ownershipName,
  ownershipRecord,
  readOwnership
} from '../../dns/ownership.ts'
import { type RecordChange, type RecordSet, show } from '../../dns/records.ts'
import { normalizeTarget, sameTarget } from '../../load-balancer/dns-name.ts'
import type { Observation } from '../observe/observation.ts'

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
  if (seen.owner === undefined && addresses.length === 0) return { is: 'free' }
  const owner = readOwnership(seen.owner)
  if (owner !== undefined && owner.cluster !== cluster) return heldElsewhere(owner, seen.owner)
  const isOurs = owner !== undefined && owner.claim === claim.metadata.name
  const stranger = isOurs
    ? addresses.find(record => !isListed(record, owner))
    : (addresses[0] ?? seen.owner)
  if (stranger !== undefined) return foreign(stranger, howToHandOver(claim, seen, cluster))
  return owner === undefined ? { is: 'free' } : { is: 'ours', owner, records: addresses }
}

/** The TXT of this claim and the records that it lists, whatever else stands at the hostname; undefined without a TXT. */
export function ownRecords(
  claim: DomainClaim,
  seen: Observation,
  cluster: string
): { txt: RecordSet; listed: readonly RecordSet[] } | undefined {
  const owner = readOwnership(seen.owner)
  if (seen.owner === undefined || owner?.cluster !== cluster || owner.claim !== claim.metadata.name)
    return undefined
  return { txt: seen.owner, listed: seen.addresses.filter(record => isListed(record, owner)) }
}

function isListed(record: RecordSet, owner: Ownership): boolean {
  if (record.setIdentifier !== undefined || !owner.recordTypes.includes(record.type)) return false
  return sameTarget(targetOf(record), owner.target)
}

/** What a record points to, as an ownership record writes it. */
function targetOf(record: RecordSet): string {
  return normalizeTarget(record.alias?.dnsName ?? [...(record.values ?? [])].sort().join('+'))
}

function foreign(record: RecordSet, whatToDo: string): AliasState {
  const message = `${show(record)} is not ours and is left alone. ${whatToDo}`
  return { is: 'foreign', reason: 'ForeignRecord', message }
}

function heldElsewhere(
  { cluster, claim = 'unknown' }: Ownership,
  txt: RecordSet | undefined
): AliasState {
  const message = `cluster ${cluster} holds this hostname (claim ${claim}): delete its request there first; if that cluster is gone for good, delete ${txt?.name} TXT and the records that it lists`
  return { is: 'foreign', reason: 'HeldByAnotherCluster', message }
}

/**
 * What a person does to give us the records: delete them, or, without an outage, let our TXT name them;
 * the next sync then changes them to ours in one step. A TXT names one target.
 */
function howToHandOver(
  claim: DomainClaim,
  { addresses, owner }: Observation,
  cluster: string
): string {
  const targets = new Set(addresses.map(targetOf))
  const [target] = targets
  const isOne = targets.size === 1 && addresses.every(record => record.setIdentifier === undefined)
  if (target === undefined || !isOne) return 'Remove it to let this hostname be served.'
  const txt = ownershipRecord(claim.spec.hostname, {
    cluster,
    claim: claim.metadata.name,
    recordTypes: addresses.map(record => record.type).sort(),
    target,
    revision: (readOwnership(owner)?.revision ?? -1) + 1
  })
  const verb = owner === undefined ? 'create' : 'replace the one that is there by'
  return `Remove it, or hand it over without an outage: ${verb} ${txt.name} TXT ${txt.values?.join(' ')}`
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
    revision: revisionAfter(
      state.is === 'ours' ? state.owner.revision : claim.status?.alias?.revision
    )
  }
  const remove =
    state.is === 'ours' ? [...(seen.owner === undefined ? [] : [seen.owner]), ...state.records] : []
  return { remove, create: [...wantedAlias(hostname, target), ownershipRecord(hostname, owner)] }
}

/** So far that nobody gets there, and well within what can be read again. */
const lastRevision = 1_000_000_000

/** Another one than before, and than that of a record which was there and is gone. */
function revisionAfter(revision = 0): number {
  return revision < lastRevision ? revision + 1 : 1
}

/** Names whose records tell whose the alias is. */
export function aliasNames(hostname: string): readonly string[] {
  return [hostname, ownershipName(hostname)]
}

/** Whether the status says that the alias led to this target before, by these record types. */
export function isRemembered(
  claim: DomainClaim,
  target: { dnsName: string; recordTypes: readonly string[] }
): boolean {
  const alias = claim.status?.alias
  return (
    alias !== undefined &&
    sameTarget(alias.target, target.dnsName) &&
    [...alias.recordTypes].sort().join() === [...target.recordTypes].sort().join()
  )
}

/** Whether the alias was last written just so, as far as the status says: then not the spec has changed, but somebody else the record. */
export function isLastWritten(claim: DomainClaim, target: Target): boolean {
  const { evaluateTargetHealth = target.evaluateTargetHealth } = claim.status?.alias ?? {}
  return isRemembered(claim, target) && evaluateTargetHealth === target.evaluateTargetHealth
}
