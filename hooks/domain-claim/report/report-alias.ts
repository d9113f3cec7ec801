import type { AliasStatus, DomainClaim, Target } from '../../api/domain-claim.ts'
import { timestamp } from '../../conditions/conditions.ts'
import type { Ownership } from '../../dns/ownership.ts'
import { normalizeTarget } from '../../load-balancer/dns-name.ts'
import { aliasState, isLastWritten, recentRepairs } from '../facts/alias.ts'
import { reportPropagation } from '../facts/alias-propagation.ts'
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
  if (isDeleted) return written === undefined ? last : undefined
  if (written !== undefined && target !== undefined)
    return aliasAsWritten(claim, target, written, context)
  return aliasAsSeen(claim, result, context)
}

function aliasAsWritten(
  claim: DomainClaim,
  target: Target,
  written: AliasWritten,
  context: StepContext
): AliasStatus {
  return {
    target: normalizeTarget(target.dnsName),
    recordTypes: target.recordTypes,
    evaluateTargetHealth: target.evaluateTargetHealth,
    ...written,
    ...reportRepairs(claim, target, context)
  }
}

function aliasAsSeen(
  claim: DomainClaim,
  { seen }: SyncResult,
  context: StepContext
): AliasStatus | undefined {
  const last = claim.status?.alias
  const state = aliasState(claim, seen, context.cluster)
  if (state.is === 'foreign') return undefined
  if (state.is === 'free') return last
  const { revision: _, changeID: __, unconfirmedSince: ___, ...rest } = last ?? {}
  return {
    ...rest,
    ...pointingTo(state.owner),
    ...reportPropagation(last, state.owner, seen, context)
  }
}

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

/** Counts how often the alias was written again although the claim did not change. */
function reportRepairs(claim: DomainClaim, target: Target, { now }: StepContext) {
  if (!isLastWritten(claim, target)) return {}
  const repairs = recentRepairs(claim.status?.alias, now) + 1
  return { repairs, repairedAt: timestamp(now) }
}
