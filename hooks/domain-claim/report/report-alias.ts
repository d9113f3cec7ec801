import type { AliasStatus, DomainClaim, Target } from '../../api/domain-claim.ts'
import { timestamp } from '../../conditions/conditions.ts'
import { defined } from '../../defined.ts'
import { type Ownership, readOwnership } from '../../dns/ownership.ts'
import { normalizeTarget } from '../../load-balancer/dns-name.ts'
import { aliasState, isLastWritten } from '../facts/alias.ts'
import { reportPropagation } from '../facts/alias-propagation.ts'
import type { Action } from '../facts/outcome.ts'
import type { StepContext } from '../observe/observation.ts'
import type { SyncResult } from './report.ts'

/** The status of the alias after a sync: as observed, or as just written; undefined while there is none of ours. */
export function reportAlias(
  claim: DomainClaim,
  { seen, results }: SyncResult,
  context: StepContext
): AliasStatus | undefined {
  const before = claim.status?.alias
  const { target } = claim.spec
  const written = results.find(
    r => r.ok && r.action.do === 'changeRecords' && r.action.what === 'alias'
  )
  if (claim.metadata.deletionTimestamp !== undefined)
    return written === undefined ? before : undefined
  if (written?.ok && target !== undefined) {
    return {
      target: normalizeTarget(target.dnsName),
      recordTypes: target.recordTypes,
      evaluateTargetHealth: target.evaluateTargetHealth,
      ...revisionOf(written.action),
      ...defined({ changeID: written.changeID }),
      ...reportRepairs(claim, target, context)
    }
  }
  const state = aliasState(claim, seen, context.cluster)
  if (state.is === 'foreign') return undefined
  if (state.is === 'free') return before
  const { revision: _, changeID: __, unconfirmedSince: ___, ...rest } = before ?? {}
  return {
    ...rest,
    ...pointingTo(state.owner),
    ...reportPropagation(before, state.owner, seen, context)
  }
}

/** As an ownership record says it, in as much as the status can hold: of a hand-over it may name many addresses. */
function pointingTo({
  target,
  recordTypes
}: Ownership): Pick<AliasStatus, 'target' | 'recordTypes'> {
  const known = recordTypes.filter(type => ['A', 'AAAA', 'CNAME'].includes(type))
  return { target: target.slice(0, 253), recordTypes: [...new Set(known)].slice(0, 2) }
}

/** The revision that a change writes. */
function revisionOf(action: Action): Pick<AliasStatus, 'revision'> {
  const created = action.do === 'changeRecords' ? action.change.create : []
  const { revision } = readOwnership(created.find(({ type }) => type === 'TXT')) ?? {}
  return revision === undefined ? {} : { revision }
}

const repairsForgottenAfter = 3600_000

/** Counts how often somebody else's change was undone lately. */
function reportRepairs(claim: DomainClaim, target: Target, context: StepContext) {
  if (!isLastWritten(claim, target)) return {}
  const { repairs = 0, repairedAt } = claim.status?.alias ?? {}
  const recent = context.now - Date.parse(repairedAt ?? '') < repairsForgottenAfter
  return { repairs: (recent ? repairs : 0) + 1, repairedAt: timestamp(context.now) }
}
