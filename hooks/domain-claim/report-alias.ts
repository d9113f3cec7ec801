import type { AliasStatus, DomainClaim, Target } from '../api/domain-claim.ts'
import { timestamp } from '../conditions/conditions.ts'
import { normalizeTarget } from '../load-balancer/dns-name.ts'
import { aliasState, isLastWritten } from './alias.ts'
import type { Context } from './observation.ts'
import type { Turn } from './report.ts'

/** The status of the alias after a sync: as observed, or as just written; undefined while there is none of ours. */
export function reportAlias(claim: DomainClaim, { seen, results }: Turn, at: Context): AliasStatus | undefined {
  const before = claim.status?.alias
  const { target } = claim.spec
  const written = results.find(r => r.ok && r.action.do === 'changeRecords' && r.action.what === 'alias')
  if (claim.metadata.deletionTimestamp !== undefined) return written === undefined ? before : undefined
  if (written?.ok && target !== undefined) {
    return {
      target: normalizeTarget(target.dnsName),
      recordTypes: target.recordTypes,
      evaluateTargetHealth: target.evaluateTargetHealth,
      ...(written.changeID === undefined ? {} : { changeID: written.changeID }),
      ...reportRepairs(claim, target, at)
    }
  }
  const state = aliasState(claim, seen, at.cluster)
  if (state.is === 'foreign') return undefined
  if (state.is === 'free') return before
  const { changeID, ...rest } = before ?? {}
  const pending = changeID !== undefined && seen.changeInSync === false ? { changeID } : {}
  return { ...rest, target: state.owner.target, recordTypes: [...state.owner.recordTypes], ...pending }
}

const repairsForgottenAfter = 3600_000

/** Counts how often somebody else's change was undone lately. */
function reportRepairs(claim: DomainClaim, target: Target, at: Context) {
  if (!isLastWritten(claim, target)) return {}
  const { repairs = 0, repairedAt } = claim.status?.alias ?? {}
  const recent = at.now - Date.parse(repairedAt ?? '') < repairsForgottenAfter
  return { repairs: (recent ? repairs : 0) + 1, repairedAt: timestamp(at.now) }
}
