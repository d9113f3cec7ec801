import type { Rate } from './budget.ts'

/**
 * Calls a second that the hooks allow themselves, by operation. They are below what AWS allows the
 * account in a region, because other programs call ACM too
 * (https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html#api-rate-limits).
 */
const acmRates: Record<string, Rate> = {
  ListCertificates: { perSecond: 0.8, burst: 1 },
  RequestCertificate: { perSecond: 4.95, burst: 1, mostWaitSeconds: 1 },
  DescribeCertificate: { perSecond: 9.8, burst: 1, mostWaitSeconds: 1 },
  DeleteCertificate: { perSecond: 9, burst: 1, mostWaitSeconds: 1 },
  ListTagsForCertificate: { perSecond: 9, burst: 1, mostWaitSeconds: 1 },
  RemoveTagsFromCertificate: { perSecond: 4.5, burst: 1, mostWaitSeconds: 1 }
}

/**
 * The rate of one operation of ACM, in one region.
 * @throws when the table has no rate for the operation: a new call needs one
 */
export function acmRate(operation: string): Rate {
  const rate = acmRates[operation]
  if (rate === undefined) throw new Error(`rates.ts has no rate for ${operation}`)
  return rate
}

/**
 * Route 53 allows an account 50 calls at once and then ten a second; older pages say five a second.
 * Other callers in the account (external-dns, cert-manager, people) share this quota, so the rate
 * stays below the lower figure. From the Route 53 developer guide
 * (DNSLimitations.html#limits-api-requests).
 */
export const route53Rate: Rate = { perSecond: 4.8, burst: 5 }
