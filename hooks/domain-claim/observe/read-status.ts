import { Ajv } from 'ajv'
import {
  type AliasStatus,
  type CertificateStatus,
  type DomainClaimStatus,
  domainClaimKind
} from '../../api/domain-claim.ts'
import { countOnlyIfNeeded } from '../../api/quick-lengths.ts'
import { timestamp } from '../../conditions/conditions.ts'

const ajv = countOnlyIfNeeded(new Ajv({ strict: false }))
// Whatever is a time to us later on has to be one: a NaN would go through every comparison.
ajv.addFormat('date-time', text => !Number.isNaN(Date.parse(text)))
const check = ajv.compile(domainClaimKind.status ?? {})

/** Clocks of the nodes on which our process runs one after another differ by less (ms). */
const mostSkew = 300_000

/** At 20 a year (see patience.ts) nobody gets there. */
const mostPlausibleAttempts = 1000

/** Whether a DomainClaim's status is one that we can have written, whatever its times. */
export function isReadableStatus(status: unknown): status is DomainClaimStatus {
  return (
    check(status) &&
    ((status as DomainClaimStatus).certificate?.attempts ?? 0) <= mostPlausibleAttempts
  )
}

/**
 * The status with no time ahead of the clock, which was put back, or an earlier process's went fast: what
 * is said to be then is taken to be now. Without its facts a deletion would forget a validation record.
 * @param now ms
 */
export function withoutFuture(status: DomainClaimStatus, now: number): DomainClaimStatus {
  if (timesIn(status).every(time => !isAhead(time, now))) return status
  const past = (time: string) => (isAhead(time, now) ? timestamp(now) : time)
  const { certificate, alias, readySince, cleanSince, conditions } = status
  return {
    ...status,
    ...(certificate === undefined ? {} : { certificate: certificateBy(certificate, past) }),
    ...(alias === undefined ? {} : { alias: aliasBy(alias, past, now) }),
    ...(readySince === undefined ? {} : { readySince: past(readySince) }),
    ...(cleanSince === undefined ? {} : { cleanSince: past(cleanSince) }),
    ...(conditions === undefined
      ? {}
      : {
          conditions: conditions.map(c => ({
            ...c,
            lastTransitionTime: past(c.lastTransitionTime)
          }))
        })
  }
}

function certificateBy(
  certificate: CertificateStatus,
  past: (time: string) => string
): CertificateStatus {
  const { requestedAt, ended } = certificate
  return {
    ...certificate,
    ...(requestedAt === undefined ? {} : { requestedAt: past(requestedAt) }),
    ...(ended === undefined ? {} : { ended: { ...ended, at: past(ended.at) } })
  }
}

function withoutRepairs({ repairs: _, repairedAt: _at, ...alias }: AliasStatus): AliasStatus {
  return alias
}

function aliasBy(alias: AliasStatus, past: (time: string) => string, now: number): AliasStatus {
  const { unconfirmedSince } = alias
  return {
    // Repairs bound what we do in an hour; those of an hour that has not been are none.
    ...(isAhead(alias.repairedAt, now) ? withoutRepairs(alias) : alias),
    ...(unconfirmedSince === undefined ? {} : { unconfirmedSince: past(unconfirmedSince) })
  }
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
  const times = conditions.map(condition => condition.lastTransitionTime)
  return [
    ...times,
    certificate?.requestedAt,
    certificate?.ended?.at,
    alias?.repairedAt,
    alias?.unconfirmedSince,
    readySince,
    cleanSince
  ]
}
