const second = 1000
const hour = 3600 * second
const day = 24 * hour

/** How long AWS takes, in milliseconds. */
export type Timings = {
  /**
   * From a request until DescribeCertificate finds the certificate (API reference: "a delay of
   * several seconds").
   */
  describeLag: number
  /** How old the state is that ListCertificates and SearchCertificates return. */
  listLag: number
  /** From a request until DescribeCertificate returns the certificate's validation record. */
  recordLag: number
  /**
   * From the time at which DNS and DescribeCertificate both have the validation CNAME until the
   * certificate is issued. A certificate that fails does so `recordLag` plus `issueLag` after its
   * request, whether DNS has the CNAME or not.
   */
  issueLag: number
  /** From the attachment of a certificate until InUseBy names the load balancer. */
  attachLag: number
  /** From the detachment of a certificate until InUseBy no longer names the load balancer. */
  detachLag: number
  /**
   * From a change of a zone until the zone accepts the next change. In between, Route 53 refuses a
   * change with PriorRequestNotComplete.
   */
  changeBusy: number
  /** From a change until it is INSYNC. */
  changeSync: number
  /** From a request until the certificate is VALIDATION_TIMED_OUT, if it was not issued before. */
  validationTimeout: number
  /** From NotBefore to NotAfter. */
  certificateLifetime: number
  /** From the start of the renewal to NotAfter. */
  renewBefore: number
  /** How long ACM remembers an idempotency token. */
  idempotency: number
}

/**
 * The timings of AWS. The lags, `changeBusy` and `changeSync` are what users of AWS typically see.
 * The other times are in the ACM user guide: 72 hours for validation, one hour for idempotency
 * tokens, 198 days for a certificate. Only the 45 days of `renewBefore` are not verified.
 */
export const awsTimings: Timings = {
  describeLag: 1 * second,
  listLag: 3 * second,
  recordLag: 5 * second,
  issueLag: 60 * second,
  attachLag: 10 * second,
  detachLag: 30 * second,
  changeBusy: 0.3 * second,
  changeSync: 30 * second,
  validationTimeout: 72 * hour,
  certificateLifetime: 198 * day,
  renewBefore: 45 * day,
  idempotency: 1 * hour
}

const waits = [
  'describeLag',
  'listLag',
  'recordLag',
  'issueLag',
  'attachLag',
  'detachLag',
  'changeBusy',
  'changeSync'
] as const

/**
 * Multiplies all waits by a factor. Lifetimes and timeouts stay as they are, because AWS promises
 * them.
 * @param factor - 0.1 makes every wait ten times shorter, 0 removes all waits
 */
export function scaleWaits(timings: Timings, factor: number): Timings {
  return { ...timings, ...Object.fromEntries(waits.map(name => [name, timings[name] * factor])) }
}

/** AWS without waits. */
export const instantTimings: Timings = scaleWaits(awsTimings, 0)
