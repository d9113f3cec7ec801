import type { AliasStatus, CertificateStatus, DomainClaimStatus } from '../../api/domain-claim.ts'
import { defined } from '../../defined.ts'
import { setNewest } from '../../set-newest.ts'

/**
 * The last answer of this process for each claim, by the claim's UID. Metacontroller's cache may
 * hand us a status that is older than our last answer. Facts that would then be lost for good are
 * filled in from that answer. When the process restarts, only this protection is lost.
 */
export type Recall = {
  of: (uid: string) => DomainClaimStatus | undefined
  note: (uid: string, status: DomainClaimStatus) => void
  forget: (uid: string) => void
}

/** One installation has fewer claims than this. Each recalled status takes a few hundred bytes. */
const mostClaims = 20_000

export function createRecall(most = mostClaims): Recall {
  const answered = new Map<string, DomainClaimStatus>()
  return {
    of: uid => answered.get(uid),
    // Conditions are most of a status, and are not recalled.
    note: (uid, { conditions: _, ...status }) => setNewest(answered, uid, status, most),
    forget: uid => void answered.delete(uid)
  }
}

/** All fields of the status except those that every sync writes anew. */
type Recalled = {
  [K in Exclude<keyof DomainClaimStatus, 'conditions' | 'observedGeneration'>]-?:
    | DomainClaimStatus[K]
    | undefined
}

/**
 * The claim, its observed status completed from the last answer. Only facts that never shrink are
 * recalled: when the claim was first Ready, when it was first clean, ended certificates, repairs,
 * and the last change of the alias. Facts that AWS shows at every observation are not recalled.
 */
export function withRecalled<Claim extends { status?: DomainClaimStatus }>(
  claim: Claim,
  last: DomainClaimStatus | undefined
): Claim {
  if (last === undefined) return claim
  const { status = {} } = claim
  const recalled: Recalled = {
    certificate: recallCertificate(status.certificate, last.certificate),
    alias: recallAlias(status.alias, last.alias),
    readySince: status.readySince ?? last.readySince,
    cleanSince: status.cleanSince ?? last.cleanSince
  }
  return { ...claim, status: { ...status, ...defined(recalled) } }
}

function recallCertificate(
  seen: CertificateStatus | undefined,
  last: CertificateStatus | undefined
): CertificateStatus | undefined {
  if (last === undefined) return seen
  const ended = later(seen?.ended, last.ended, ending => ending.at)
  if (seen === undefined) {
    const hasEnded = last.attempts > 0 && ended !== undefined
    return hasEnded ? { attempts: last.attempts, ended } : undefined
  }
  const requestedAt = seen.requestedAt ?? (seen.arn === last.arn ? last.requestedAt : undefined)
  return {
    ...seen,
    ...defined({ requestedAt }),
    attempts: Math.max(seen.attempts, last.attempts),
    ...defined({ ended, validation: later(seen.validation, last.validation, v => v.repairedAt) })
  }
}

function recallAlias(
  seen: AliasStatus | undefined,
  last: AliasStatus | undefined
): AliasStatus | undefined {
  if (last === undefined) return seen
  // The cache may not show the last write of the alias yet. Then only the last answer knows the id
  // of its change.
  const newest = (last.revision ?? -1) > (seen?.revision ?? -1) ? last : seen
  if (newest === undefined) return undefined
  const { repairs, repairedAt } = later(seen, last, alias => alias.repairedAt) ?? {}
  return { ...newest, ...defined({ repairs, repairedAt }) }
}

/** The value with the later time. RFC 3339 times in UTC can be compared as text. */
function later<T>(
  a: T | undefined,
  b: T | undefined,
  time: (value: T) => string | undefined
): T | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return (time(b) ?? '') > (time(a) ?? '') ? b : a
}
