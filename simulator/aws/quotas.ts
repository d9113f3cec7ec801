/** The size of a token bucket, and the rate at which it is refilled. */
export type Rate = { readonly perSecond: number; readonly burst: number }

/** An account's quotas. */
export type Quotas = {
  /** The rates of ACM's operations, each for one region. */
  readonly acmRates: Readonly<Record<string, Rate>>
  /** The rate of an ACM operation that is not in `acmRates`. */
  readonly acmDefaultRate: Rate
  /** The rate of all Route 53 operations of the account together. */
  readonly route53Rate: Rate
  /** The most certificates in a region, including expired ones. */
  readonly certificates: number
  /** The most certificate requests in a region within 365 days. */
  readonly certificatesPerYear: number
  /** The most names of one certificate. */
  readonly namesPerCertificate: number
  /** The most record sets of one hosted zone. */
  readonly recordSetsPerZone: number
}

const perSecond = (rate: number): Rate => ({ perSecond: rate, burst: rate })

/**
 * AWS's documented default quotas: ACM user guide, "Quotas", and Route 53 developer guide,
 * "Quotas". The rates of ACM are from an older edition of its guide. That edition gives requests
 * per second and no burst; we assume that a burst may be as large as the requests of one second.
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

/** An account without quotas, for tests that are not about quotas. */
export const noQuotas: Quotas = {
  acmRates: {},
  acmDefaultRate: perSecond(Number.POSITIVE_INFINITY),
  route53Rate: perSecond(Number.POSITIVE_INFINITY),
  certificates: Number.POSITIVE_INFINITY,
  certificatesPerYear: Number.POSITIVE_INFINITY,
  namesPerCertificate: 10,
  recordSetsPerZone: Number.POSITIVE_INFINITY
}
