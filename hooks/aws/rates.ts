import type { Rate } from './budget.ts'

/**
 * How many calls a second the hooks allow themselves, by operation of ACM. Other programs call ACM
 * too, so these rates are below what AWS allows the account in a region
 * (https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html#api-rate-limits).
 */
const acmRates: Record<string, Rate> = {
  // AWS allows one call a second, and no burst.
  ListCertificates: { perSecond: 0.95, burst: 1, isFromEnd: true },
  RequestCertificate: { perSecond: 4.95, burst: 2, mostWaitSeconds: 2 },
  DescribeCertificate: { perSecond: 9.8, burst: 2, mostWaitSeconds: 2 },
  DeleteCertificate: { perSecond: 9.8, burst: 2, mostWaitSeconds: 2 },
  ListTagsForCertificate: { perSecond: 9, burst: 1, mostWaitSeconds: 1 },
  RemoveTagsFromCertificate: { perSecond: 4.5, burst: 1, mostWaitSeconds: 1 }
}

/**
 * The rate of one operation of ACM, in one region.
 * @throws an error if the table has no rate for the operation: a new operation needs one
 */
export function acmRate(operation: string): Rate {
  const rate = acmRates[operation]
  if (rate === undefined) throw new Error(`rates.ts has no rate for ${operation}`)
  return rate
}

/**
 * Other callers in the account (external-dns, cert-manager, people) share Route 53's quota with the
 * hooks. Route 53 allows an account 50 calls at once and then ten a second; older pages say five a
 * second. So the rate of the hooks stays below five. From the Route 53 developer guide
 * (DNSLimitations.html#limits-api-requests).
 */
export const route53Rate: Rate = { perSecond: 4.8, burst: 5 }
