/** A token bucket's size and refill. */
export type Rate = { readonly perSecond: number; readonly burst: number }

/** An account's quotas. */
export type Quotas = {
  /** Of ACM, for each region and operation. */
  readonly acmRates: Readonly<Record<string, Rate>>
  /** Of ACM operations that are not in the table. */
  readonly acmDefaultRate: Rate
  /** Of Route 53, for the account. */
  readonly route53Rate: Rate
  /** Certificates that exist in a region, expired ones included. */
  readonly certificates: number
  /** Requests in a region within 365 days. */
  readonly certificatesPerYear: number
  /** Names of one certificate. */
  readonly namesPerCertificate: number
  /** Record sets of one hosted zone. */
  readonly recordSetsPerZone: number
}

const perSecond = (rate: number): Rate => ({ perSecond: rate, burst: rate })

/**
 * The documented defaults: ACM user guide, "Quotas" (rates per second from its older edition; the burst
 * of one second's worth is our reading of "requests per second"), and Route 53 developer guide, "Quotas".
 */
export const defaultQuotas: Quotas = {
  acmRates: {
    RequestCertificate: perSecond(5),
    DescribeCertificate: perSecond(10),
    DeleteCertificate: perSecond(10),
    ListCertificates: perSecond(1),
    ListTagsForCertificate: perSecond(10),
    AddTagsToCertificate: perSecond(5),
    RemoveTagsFromCertificate: perSecond(5),
    GetCertificate: perSecond(10)
  },
  acmDefaultRate: perSecond(5),
  route53Rate: { perSecond: 10, burst: 50 },
  certificates: 2500,
  certificatesPerYear: 5000,
  namesPerCertificate: 10,
  recordSetsPerZone: 10_000
}

/** An account without bounds, for tests that are about something else. */
export const noQuotas: Quotas = {
  acmRates: {},
  acmDefaultRate: perSecond(Number.POSITIVE_INFINITY),
  route53Rate: perSecond(Number.POSITIVE_INFINITY),
  certificates: Number.POSITIVE_INFINITY,
  certificatesPerYear: Number.POSITIVE_INFINITY,
  namesPerCertificate: 10,
  recordSetsPerZone: Number.POSITIVE_INFINITY
}
