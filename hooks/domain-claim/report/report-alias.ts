import type { AliasStatus, DomainClaim, Target } from '../../api/domain-claim.ts'
import { conditionOf } from '../../conditions/conditions.ts'
import type { Reason } from '../../conditions/reasons.ts'
import { defined } from '../../defined.ts'
import type { Ownership } from '../../dns/ownership.ts'
import { normalizeTarget } from '../../load-balancer/dns-name.ts'
import {
  type AliasState,
  aliasState,
  diversionAt,
  isAsWanted,
  isChangedByOthers,
  ownRecords
} from '../facts/alias.ts'
import { reportPropagation } from '../facts/alias-propagation.ts'
import type { Observation } from '../facts/observation.ts'
import { countRepair } from '../facts/repairs.ts'
import type { StepContext } from '../facts/step-context.ts'
import type { SyncResult } from './sync-result.ts'
import { type AliasWritten, writtenBy } from './written.ts'

/**
 * The status of the alias after a sync: as just written, or else as observed; `undefined` while the
 * claim has no alias.
 */
export function reportAlias(
  claim: DomainClaim,
  result: SyncResult,
  context: StepContext
): AliasStatus | undefined {
  const last = claim.status?.alias
  const { target } = claim.spec
  const { alias: written } = writtenBy(result.results)
  const isDeleted = claim.metadata.deletionTimestamp !== undefined
  if (isDeleted) return aliasOfDeleted(last, written)
  if (written !== undefined && target !== undefined)
    return {
      ...aliasAsWritten(target, written),
      ...reportRepairs(claim, target, result.seen, context)
    }
  return aliasAsSeen(claim, result, context)
}

/**
 * A deleted claim forgets its alias when it has removed it, but not when it has written its TXT.
 */
function aliasOfDeleted(
  last: AliasStatus | undefined,
  written: AliasWritten | undefined
): AliasStatus | undefined {
  if (written === undefined || last === undefined) return last
  return written.revision === undefined ? undefined : { ...last, ...written }
}

function aliasAsWritten(target: Target, written: AliasWritten): AliasStatus {
  return {
    target: normalizeTarget(target.dnsName),
    recordTypes: target.recordTypes,
    evaluateTargetHealth: target.evaluateTargetHealth,
    ...written
  }
}

function aliasAsSeen(
  claim: DomainClaim,
  { seen }: SyncResult,
  context: StepContext
): AliasStatus | undefined {
  const last = claim.status?.alias
  const state = aliasState(claim, seen, context.cluster)
  if (state.is === 'foreign') return aliasBesideOthers(claim, seen, context)
  if (state.is === 'free' || state.is === 'bare') return last
  const { revision: _, changeID: __, unconfirmedSince: ___, ...rest } = last ?? {}
  return {
    ...rest,
    ...pointingTo(state.owner),
    ...healthAsWanted(claim, state),
    ...reportPropagation(last, state.owner, seen, context),
    ...(diversionAt(claim, seen) === undefined ? {} : countNews(claim, context))
  }
}

/**
 * The answer of a change may be lost. If the alias is exactly as wanted, and its TXT has our UID,
 * then we have written it so.
 */
function healthAsWanted(claim: DomainClaim, state: AliasState) {
  const { target } = claim.spec
  if (target === undefined || !isAsWanted(claim, target, state)) return {}
  return { evaluateTargetHealth: target.evaluateTargetHealth }
}

/**
 * The status of an alias beside which somebody else has written records. It is kept while our TXT
 * is there, so that the count of such changes is kept too. A claim that was restored without its
 * status gets it again: without it, the claim would count as having nothing in its zone.
 */
function aliasBesideOthers(
  claim: DomainClaim,
  seen: Observation,
  context: StepContext
): AliasStatus | undefined {
  const last = claim.status?.alias
  const own = ownRecords(claim, seen, context.cluster)
  if (own === undefined) return undefined
  const { revision: _, changeID: __, unconfirmedSince: ___, ...rest } = last ?? {}
  const propagation = reportPropagation(last, own.owner, seen, context)
  return { ...pointingTo(own.owner), ...rest, ...propagation, ...countNews(claim, context) }
}

/**
 * Counts a record of somebody else once for each time that it appears. It is new if the alias was
 * in order at the last sync, but for its propagation or its trial. Any other condition says nothing
 * about the record: AWS may have failed while the record was there. A condition from a stale cache
 * may not tell of the record either, so nothing is counted twice within a minute.
 */
function countNews({ status }: DomainClaim, { now }: StepContext) {
  const { reason = '' } = conditionOf(status?.conditions, 'DNSAliasReady') ?? {}
  const isOld = now - Date.parse(status?.alias?.repairedAt ?? '') < 60_000
  return !inOrder.includes(reason) || isOld ? {} : countRepair(status?.alias, now)
}

/** Reasons of the step of an alias beside which there was no record of somebody else. */
const inOrder: readonly string[] = [
  'Done',
  'AliasPending',
  'RecordKeepsChanging'
] satisfies readonly Reason[]

/**
 * Target and types of an ownership record. A record that a person wrote for a hand-over may name
 * more addresses than the status can hold, so both are cut.
 */
function pointingTo({
  target,
  recordTypes
}: Ownership): Pick<AliasStatus, 'target' | 'recordTypes'> {
  const known = recordTypes.filter(type => ['A', 'AAAA', 'CNAME'].includes(type))
  return { target: target.slice(0, 253), recordTypes: [...new Set(known)].slice(0, 2) }
}

/**
 * Counts the writing of an alias that somebody else has changed. A change that the platform asks
 * for counts as nothing, and keeps the count.
 */
function reportRepairs(
  claim: DomainClaim,
  target: Target,
  seen: Observation,
  { now }: StepContext
): Pick<AliasStatus, 'repairs' | 'repairedAt'> {
  const { repairs, repairedAt } = claim.status?.alias ?? {}
  return isChangedByOthers(claim, target, seen)
    ? countRepair({ repairs, repairedAt }, now)
    : defined({ repairs, repairedAt })
}
