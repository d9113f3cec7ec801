import type { Quotas } from '../../simulator/aws/quotas.ts'
import type { Timings } from '../../simulator/aws/timings.ts'

/** What a cold start of many hostnames cannot be faster than, in seconds, and what it is made of. */
export type Floor = {
  /** Until the last certificate may be requested: all but the first burst wait for the quota. */
  requests: number
  /** Until ACM names its validation record. */
  record: number
  /** Until ACM has seen the record and issued the certificate. */
  issuing: number
  /** Until Route 53 has the alias on all its servers. */
  alias: number
  total: number
}

/**
 * The least time from the requests to all hostnames Ready, if every program in the chain answered at once
 * and knew everything the moment that it happens: the last certificate that the quota lets through still
 * goes its way, one step after the other.
 */
export function floorOf(
  hostnames: number,
  quotas: Pick<Quotas, 'acmRates'>,
  timings: Timings
): Floor {
  const rate = quotas.acmRates.RequestCertificate
  if (rate === undefined) throw new Error('there is no quota for RequestCertificate')
  const requests = Math.max(0, hostnames - rate.burst) / rate.perSecond
  const [record, issuing, alias] = [timings.recordLag, timings.issueLag, timings.changeSync].map(
    ms => ms / 1000
  )
  const parts = { requests, record: record ?? 0, issuing: issuing ?? 0, alias: alias ?? 0 }
  return { ...parts, total: parts.requests + parts.record + parts.issuing + parts.alias }
}
