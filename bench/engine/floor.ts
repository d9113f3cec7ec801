import type { Quotas } from '../../simulator/aws/quotas.ts'
import type { Timings } from '../../simulator/aws/timings.ts'

/** The shortest possible cold start of many hostnames, and its parts, all in seconds. */
export type Floor = {
  /** Until the quota allows the last certificate request. Only the first `burst` need not wait. */
  requests: number
  /** Until ACM names the validation record. */
  record: number
  /** Until ACM has seen the record, and has issued the certificate. */
  issuing: number
  /** Until Route 53 has the alias on all its servers. */
  alias: number
  total: number
  /**
   * The shortest possible deletion: until the load balancers have let the certificates go, and the
   * quota allows the last deletion.
   */
  deletion: number
}

/**
 * The shortest possible time from the requests until all hostnames are Ready. This assumes that
 * each program answers at once and sees each change at once. Then the last certificate decides the
 * time: its request waits for the quota, and then its steps follow one after the other.
 */
export function floorOf(
  hostnames: number,
  quotas: Pick<Quotas, 'acmRates'>,
  timings: Timings
): Floor {
  const rate = quotas.acmRates.RequestCertificate
  if (rate === undefined) throw new Error('there is no quota for RequestCertificate')
  const deletionRate = quotas.acmRates.DeleteCertificate
  if (deletionRate === undefined) throw new Error('there is no quota for DeleteCertificate')
  const requests = Math.max(0, hostnames - rate.burst) / rate.perSecond
  const [record, issuing, alias] = [timings.recordLag, timings.issueLag, timings.changeSync].map(
    ms => ms / 1000
  )
  const parts = { requests, record: record ?? 0, issuing: issuing ?? 0, alias: alias ?? 0 }
  return {
    ...parts,
    total: parts.requests + parts.record + parts.issuing + parts.alias,
    deletion: timings.detachLag / 1000 + hostnames / deletionRate.perSecond
  }
}
