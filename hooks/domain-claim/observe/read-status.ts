import { Ajv } from 'ajv'
import {
  type AliasStatus,
  type CertificateStatus,
  type DomainClaimStatus,
  domainClaimKind
} from '../../api/domain-claim.ts'
import { countOnlyIfNeeded } from '../../api/quick-lengths.ts'
import { timestamp } from '../../conditions/conditions.ts'
import { defined } from '../../defined.ts'

const ajv = countOnlyIfNeeded(new Ajv({ strict: false }))
// Later code compares times. A text that is no time would be NaN, and every comparison false.
ajv.addFormat('date-time', text => !Number.isNaN(Date.parse(text)))
const check = ajv.compile(domainClaimKind.status ?? {})

/** The clocks of the nodes on which our processes run differ by less than this (ms). */
const mostSkew = 300_000

/**
 * A status with more attempts than this was edited by hand. No claim reaches this number, because
 * at most 20 certificates are requested a year (see patience.ts).
 */
const mostPlausibleAttempts = 1000

/**
 * Whether a DomainClaim's status is one that we can have written, even if it has times in the
 * future.
 */
export function isReadableStatus(status: unknown): status is DomainClaimStatus {
  if (!check(status)) return false
  const { certificate } = status as DomainClaimStatus
  return (certificate?.attempts ?? 0) <= mostPlausibleAttempts
}

/**
 * The status without times in the future, which are replaced by `now`. A status has such times if
 * the clock was set back, or if an earlier process ran on a fast clock. The rest of the status is
 * kept: without it, for example, a deletion would forget a validation record.
 * @param now milliseconds since the epoch
 */
export function withoutFuture(status: DomainClaimStatus, now: number): DomainClaimStatus {
  if (timesIn(status).every(time => !isAhead(time, now))) return status
  const past = (time: string) => (isAhead(time, now) ? timestamp(now) : time)
  const { certificate, alias, readySince, cleanSince, conditions } = status
  return {
    ...status,
    ...defined({
      certificate: certificate && certificateBy(certificate, past, now),
      alias: alias && aliasBy(alias, past, now),
      readySince: readySince && past(readySince),
      cleanSince: cleanSince && past(cleanSince),
      conditions: conditions?.map(condition => ({
        ...condition,
        lastTransitionTime: past(condition.lastTransitionTime)
      }))
    })
  }
}

function certificateBy(
  certificate: CertificateStatus,
  past: (time: string) => string,
  now: number
): CertificateStatus {
  const { validation, ...rest } = certificate
  const { requestedAt, ended } = rest
  return {
    ...rest,
    ...defined({
      requestedAt: requestedAt && past(requestedAt),
      ended: ended && { ...ended, at: past(ended.at) },
      validation: isAhead(validation?.repairedAt, now) ? undefined : validation
    })
  }
}

/**
 * `repairs` counts the repairs before `repairedAt`. If `repairedAt` is in the future, the count
 * means nothing and is dropped.
 */
function aliasBy(alias: AliasStatus, past: (time: string) => string, now: number): AliasStatus {
  const { unconfirmedSince } = alias
  return {
    ...(isAhead(alias.repairedAt, now) ? withoutRepairs(alias) : alias),
    ...defined({ unconfirmedSince: unconfirmedSince && past(unconfirmedSince) })
  }
}

function withoutRepairs({ repairs: _, repairedAt: _at, ...alias }: AliasStatus): AliasStatus {
  return alias
}

function isAhead(time: string | undefined, now: number): boolean {
  return time !== undefined && Date.parse(time) > now + mostSkew
}

function timesIn({
  certificate,
  alias,
  readySince,
  cleanSince,
  conditions = []
}: DomainClaimStatus) {
  const times = conditions.map(({ lastTransitionTime }) => lastTransitionTime)
  return [
    ...times,
    certificate?.requestedAt,
    certificate?.ended?.at,
    certificate?.validation?.repairedAt,
    alias?.repairedAt,
    alias?.unconfirmedSince,
    readySince,
    cleanSince
  ]
}
