import { Ajv } from 'ajv'
import { type DomainClaimStatus, domainClaimKind } from '../api/domain-claim.ts'

const ajv = new Ajv({ strict: false })
// Whatever is a time to us later on has to be one: a NaN would go through every comparison.
ajv.addFormat('date-time', text => !Number.isNaN(Date.parse(text)))
const check = ajv.compile(domainClaimKind.status ?? {})

/** Clocks of several replicas differ by less (ms). */
const mostSkew = 300_000

/** At 20 a year (see patience.ts) nobody gets there. */
const mostAttempts = 1000

/** Whether a DomainClaim's status is one that we can have written, with no time in the future. `now` in ms. */
export function isReadableStatus(status: unknown, now: number): status is DomainClaimStatus {
  if (!check(status)) return false
  if (((status as DomainClaimStatus).certificate?.attempts ?? 0) > mostAttempts) return false
  return timesIn(status as DomainClaimStatus).every(time => time === undefined || Date.parse(time) <= now + mostSkew)
}

function timesIn({ certificate, alias, readySince, cleanSince, conditions = [] }: DomainClaimStatus) {
  const times = conditions.map(condition => condition.lastTransitionTime)
  return [...times, certificate?.requestedAt, certificate?.ended?.at, alias?.repairedAt, readySince, cleanSince]
}
