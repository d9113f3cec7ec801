import type { AliasStatus, CertificateStatus, DomainClaimStatus } from '../../api/domain-claim.ts'
import { defined } from '../../defined.ts'

/**
 * What this process answered last for each claim. Metacontroller's cache may hand us a status from
 * before our last answer; what then would be forgotten for good is filled in from here. Lost at a
 * restart, which costs nothing but that protection.
 */
export type Recall = {
  of: (uid: string) => DomainClaimStatus | undefined
  note: (uid: string, status: DomainClaimStatus) => void
  forget: (uid: string) => void
}

/** More claims than one installation has; a few hundred bytes each. */
const mostClaims = 20_000

export function createRecall(most = mostClaims): Recall {
  const answered = new Map<string, DomainClaimStatus>()
  return {
    of: uid => answered.get(uid),
    // Conditions, the bulk of a status, are not recalled.
    note: (uid, { conditions: _, ...status }) => {
      answered.delete(uid)
      answered.set(uid, status)
      if (answered.size > most) answered.delete(answered.keys().next().value ?? '')
    },
    forget: uid => void answered.delete(uid)
  }
}

/**
 * The claim, with what its observed status lacks of the last answer and can only grow: since when it
 * was Ready, endings counted, repairs counted, and the change that wrote the alias last. What AWS shows anew at
 * every look is not recalled.
 */
export function withRecalled<Claim extends { status?: DomainClaimStatus }>(
  claim: Claim,
  last: DomainClaimStatus | undefined
): Claim {
  if (last === undefined) return claim
  const { status = {} } = claim
  const readySince = status.readySince ?? last.readySince
  const cleanSince = status.cleanSince ?? last.cleanSince
  const certificate = recallCertificate(status.certificate, last.certificate)
  const alias = recallAlias(status.alias, last.alias)
  const recalled = {
    ...status,
    ...defined({ certificate, alias, readySince, cleanSince })
  }
  return { ...claim, status: recalled }
}

function recallCertificate(
  seen: CertificateStatus | undefined,
  last: CertificateStatus | undefined
): CertificateStatus | undefined {
  if (last === undefined) return seen
  const ended = later(seen?.ended, last.ended, e => e.at)
  if (seen === undefined)
    return last.attempts === 0 || ended === undefined
      ? undefined
      : { attempts: last.attempts, ended }
  const requestedAt = seen.requestedAt ?? (seen.arn === last.arn ? last.requestedAt : undefined)
  return {
    ...seen,
    ...defined({ requestedAt }),
    attempts: Math.max(seen.attempts, last.attempts),
    ...defined({ ended })
  }
}

function recallAlias(
  seen: AliasStatus | undefined,
  last: AliasStatus | undefined
): AliasStatus | undefined {
  if (last === undefined) return seen
  // Of a write that the cache does not show yet, its change is known only from here.
  const newest = (last.revision ?? -1) > (seen?.revision ?? -1) ? last : seen
  if (newest === undefined) return undefined
  const { repairs, repairedAt } = later(seen, last, a => a.repairedAt) ?? {}
  return {
    ...newest,
    ...defined({ repairs, repairedAt })
  }
}

/** The one with the later time; RFC 3339 in UTC sorts as text. */
function later<T>(
  a: T | undefined,
  b: T | undefined,
  time: (value: T) => string | undefined
): T | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return (time(b) ?? '') > (time(a) ?? '') ? b : a
}
