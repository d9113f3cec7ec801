import type { DomainClaim, Target } from '../../api/domain-claim.ts'
import type { Reason } from '../../conditions/reasons.ts'
import { howToExclude } from '../../dns/external-dns.ts'
import {
  type Ownership,
  ownershipName,
  ownershipRecord,
  readOwnership
} from '../../dns/ownership.ts'
import { type RecordChange, type RecordSet, show } from '../../dns/records.ts'
import { diversionOf } from '../../dns/service-binding.ts'
import { normalizeTarget, sameTarget } from '../../load-balancer/dns-name.ts'
import { bareAliasOwned, isBare } from './bare-alias.ts'
import type { Observation } from './observation.ts'
import { trialEnd } from './repairs.ts'

/** Who owns the records at the hostname. */
export type AliasState =
  | { is: 'free' }
  /** This claim owns them. `records` are the records that its TXT lists and that exist. */
  | { is: 'ours'; owner: Ownership; txt: RecordSet; records: readonly RecordSet[] }
  /** This claim owns `records`, but somebody has deleted the TXT that says so. */
  | { is: 'bare'; records: readonly RecordSet[] }
  | { is: 'foreign'; reason: Reason; message: string }

/**
 * Decides who owns the records at the claim's hostname. The claim owns exactly the records that a
 * TXT of this cluster and claim lists. Only if there is no TXT at all, other proof counts. The UID
 * in the TXT is not compared: a claim that was restored from a backup has a new UID, and still owns
 * its records. Comparing the name of the claim is enough, because that name always stands for the
 * same hostname.
 */
export function aliasState(claim: DomainClaim, seen: Observation, cluster: string): AliasState {
  const { addresses, owner: txt } = seen
  const owner = readOwnership(txt)
  if (owner !== undefined && owner.cluster !== cluster) return heldElsewhere(owner, txt)
  const isOurs = owner !== undefined && owner.claim === claim.metadata.name
  const stranger = isOurs
    ? addresses.find(record => !isListed(record, owner))
    : (addresses[0] ?? txt)
  if (stranger !== undefined && isBare(claim, seen)) return { is: 'bare', records: addresses }
  if (stranger !== undefined) return foreign(stranger, howToHandOver(claim, seen, cluster))
  if (owner === undefined || txt === undefined) return { is: 'free' }
  return { is: 'ours', owner, txt, records: addresses }
}

/**
 * The TXT of this claim and the records that it lists, even if there are other records at the
 * hostname; `undefined` when there is no TXT of this claim.
 */
export function ownRecords(
  claim: DomainClaim,
  seen: Observation,
  cluster: string
): { owner: Ownership; txt: RecordSet; listed: readonly RecordSet[] } | undefined {
  const owner = readOwnership(seen.owner)
  if (seen.owner === undefined || owner?.cluster !== cluster || owner.claim !== claim.metadata.name)
    return undefined
  return {
    owner,
    txt: seen.owner,
    listed: seen.addresses.filter(record => isListed(record, owner))
  }
}

function isListed(record: RecordSet, owner: Ownership): boolean {
  if (record.setIdentifier !== undefined || !owner.recordTypes.includes(record.type)) return false
  return sameTarget(targetOf(record), owner.target)
}

/** The target of a record, in the form in which an ownership record has it. */
function targetOf(record: RecordSet): string {
  return normalizeTarget(record.alias?.dnsName ?? [...(record.values ?? [])].sort().join('+'))
}

function foreign(record: RecordSet, whatToDo: string): AliasState {
  const message = `${show(record)} is not ours and is left alone. ${whatToDo}`
  return { is: 'foreign', reason: 'ForeignRecord', message }
}

/**
 * An HTTPS or SVCB record at the hostname that leads clients elsewhere, in words; `undefined` when
 * there is none. Browsers follow such a record and not the alias, so the alias alone does not mean
 * that the hostname is served. While the pool names no load balancer, the alias stays where it is,
 * so a record may lead to the load balancer of the alias.
 */
export function diversionAt(
  { spec, status }: DomainClaim,
  { bindings }: Observation
): string | undefined {
  const { hostname, target } = spec
  const balancer = target?.dnsName ?? status?.alias?.target
  const own = { hostname, balancers: balancer === undefined ? [] : [balancer] }
  for (const record of bindings) {
    const elsewhere = diversionOf(record, own)
    if (elsewhere === undefined) continue
    const fact = `${show(record)} is not ours and is left alone`
    const effect = `Browsers follow this record and not the alias: it leads them ${elsewhere}`
    const whole = 'the target "." and no port, ipv4hint, ipv6hint or ech'
    return `${fact}. ${effect}. Remove it, or write it again with ${whole}.`
  }
  return undefined
}

/**
 * Whether somebody else has written something at the hostname, or has changed the alias, now or
 * often lately.
 */
export function isDisturbed(
  claim: DomainClaim,
  seen: Observation,
  { cluster, now }: { cluster: string; now: number }
): boolean {
  if (trialEnd(claim.status?.alias, now) !== undefined) return true
  const state = aliasState(claim, seen, cluster)
  if (state.is === 'foreign' || state.is === 'bare') return true
  const { target } = claim.spec
  const isWritten = target !== undefined && claim.status?.alias !== undefined
  return isWritten && !isAsWanted(claim, target, state)
}

function heldElsewhere(
  { cluster, claim = 'unknown' }: Ownership,
  txt: RecordSet | undefined
): AliasState {
  const fact = `cluster ${cluster} holds this hostname (claim ${claim})`
  const lastResort = `delete ${txt?.name} TXT and the records that it lists`
  const todo = `delete its request there; if that cluster no longer exists, ${lastResort}`
  const message = `${fact}: ${todo}`
  return { is: 'foreign', reason: 'HeldByAnotherCluster', message }
}

/**
 * Tells a person how to hand the hostname over to the claim. If the person deletes the foreign
 * records, there is an outage. If the person writes our TXT so that it names those records, there
 * is none: the next sync replaces them with our records in one change. A TXT has one target, so it
 * can name only records that all point to the same target.
 */
function howToHandOver(
  claim: DomainClaim,
  { addresses, owner, registrations = [] }: Observation,
  cluster: string
): string {
  const exclude =
    registrations.length === 0 ? '' : `${howToExclude(claim.spec.hostname, registrations)} `
  const remove = registrations.length === 0 ? 'Remove it' : 'After that, remove it'
  const targets = new Set(addresses.map(targetOf))
  const [target] = targets
  const isNameable =
    targets.size === 1 && addresses.every(record => record.setIdentifier === undefined)
  if (target === undefined || !isNameable)
    return `${exclude}${remove} to let this hostname be served.`
  const txt = ownershipRecord(claim.spec.hostname, {
    cluster,
    claim: claim.metadata.name,
    recordTypes: addresses.map(record => record.type).sort(),
    target,
    revision: (readOwnership(owner)?.revision ?? -1) + 1
  })
  const verb = owner === undefined ? 'create' : 'replace the present TXT with'
  const record = `${txt.name} TXT ${txt.values?.join(' ')}`
  return `${exclude}${remove}, or hand it over without an outage: ${verb} ${record}`
}

/** The alias records that the claim wants: A, and AAAA for dual stack. */
export function wantedAlias(hostname: string, target: Target): readonly RecordSet[] {
  const { dnsName, hostedZoneID, evaluateTargetHealth } = target
  return target.recordTypes.map(type => ({
    name: hostname,
    type,
    alias: { dnsName, hostedZoneID, evaluateTargetHealth }
  }))
}

/** Whether alias and TXT are exactly as the claim wants them. */
export function isAsWanted(claim: DomainClaim, target: Target, state: AliasState): boolean {
  if (state.is !== 'ours') return false
  const { owner, records } = state
  const existingTypes = records.map(record => record.type)
  return (
    owner.uid === claim.metadata.uid &&
    sameTarget(owner.target, target.dnsName) &&
    haveSameTypes(owner.recordTypes, target.recordTypes) &&
    haveSameTypes(existingTypes, target.recordTypes) &&
    records.every(record => isSameAlias(record, target))
  )
}

function haveSameTypes(a: readonly string[], b: readonly string[]): boolean {
  return [...a].sort().join() === [...b].sort().join()
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
 * The change that makes alias and TXT as the claim wants them. An UPSERT would overwrite what
 * somebody else has written meanwhile. So existing records are deleted exactly as they were read,
 * and the wanted ones are created: if a record has changed since, Route 53 refuses the whole
 * change.
 */
export function aliasChange(
  claim: DomainClaim,
  target: Target,
  state: AliasState,
  cluster: string
): RecordChange {
  const { hostname } = claim.spec
  const owner: Ownership = {
    ...nextOwner(claim, state, cluster),
    recordTypes: target.recordTypes,
    target: normalizeTarget(target.dnsName)
  }
  const create = [...wantedAlias(hostname, target), ownershipRecord(hostname, owner)]
  return { remove: recordsOf(state), create }
}

function recordsOf(state: AliasState): readonly RecordSet[] {
  if (state.is === 'ours') return [state.txt, ...state.records]
  return state.is === 'bare' ? state.records : []
}

function nextOwner({ metadata, status }: DomainClaim, state: AliasState, cluster: string) {
  const lastRevision = state.is === 'ours' ? state.owner.revision : status?.alias?.revision
  const revision = revisionAfter(lastRevision)
  return { cluster, claim: metadata.name, uid: metadata.uid, revision }
}

/** The change that gives a bare alias its TXT again; `undefined` if the alias is not bare. */
export function ownershipChange(
  claim: DomainClaim,
  seen: Observation,
  cluster: string
): RecordChange | undefined {
  const state = aliasState(claim, seen, cluster)
  if (state.is !== 'bare') return undefined
  return bareAliasOwned(claim, state.records, nextOwner(claim, state, cluster))
}

/**
 * After this revision, counting starts again at 1. No claim changes its alias so often, and the
 * number is well within the integers that can be read back exactly.
 */
const highestRevision = 1_000_000_000

/**
 * The revision of the next change, which is never the same as `revision`, the last one known. The
 * caller passes the revision that the status remembers if the ownership record no longer exists.
 */
function revisionAfter(revision = 0): number {
  return revision < highestRevision ? revision + 1 : 1
}

/** Names of the alias and of the ownership record that says whose the alias is. */
export function aliasNames(hostname: string): readonly string[] {
  return [hostname, ownershipName(hostname)]
}

/** Whether the status says that the alias pointed to this target with these record types. */
export function isRemembered(
  claim: DomainClaim,
  target: { dnsName: string; recordTypes: readonly string[] }
): boolean {
  const alias = claim.status?.alias
  return (
    alias !== undefined &&
    sameTarget(alias.target, target.dnsName) &&
    haveSameTypes(alias.recordTypes, target.recordTypes)
  )
}

/**
 * Whether an alias that differs from what the claim wants was changed by another program or a
 * person, and not by the platform.
 *
 * - The status says that the alias was last written exactly as `target` wants it. The spec of the
 *   claim has not changed since.
 * - Or somebody has handed records over by a TXT of their own, although the claim has been Ready.
 */
export function isChangedByOthers(claim: DomainClaim, target: Target, seen: Observation): boolean {
  const { alias, readySince } = claim.status ?? {}
  const { evaluateTargetHealth = target.evaluateTargetHealth } = alias ?? {}
  if (isRemembered(claim, target) && evaluateTargetHealth === target.evaluateTargetHealth)
    return true
  const owner = readOwnership(seen.owner)
  return owner !== undefined && owner.uid === undefined && readySince !== undefined
}
