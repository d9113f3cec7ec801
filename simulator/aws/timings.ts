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
  /** From the validation CNAME in DNS until the certificate is issued or has failed. */
  issueLag: number
  /** From the attachment of a certificate until InUseBy names the load balancer. */
  attachLag: number
  /** From the detachment of a certificate until InUseBy no longer names the load balancer. */
  detachLag: number
  /** From a change until the zone accepts the next; before, it answers PriorRequestNotComplete. */
  changeBusy: number
  /** From a change until it is INSYNC. */
  changeSync: number
  /** From a request until a certificate without its CNAME is VALIDATION_TIMED_OUT. */
  validationTimeout: number
  /** From NotBefore to NotAfter. */
  certificateLifetime: number
  /** From the start of the renewal to NotAfter. */
  renewBefore: number
  /** How long ACM remembers an idempotency token. */
  idempotency: number
}

/**
 * The waits are what users of AWS typically see. The periods are documented in the ACM user guide:
 * 72 hours, one hour for tokens, 198 days. Only the 45 days of `renewBefore` are unverified.
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
 * Multiplies all waits. Lifetimes and timeouts stay as they are: AWS promises them.
 * @param factor - 0.1 makes every wait ten times shorter, 0 removes all waits
 */
export function scaleWaits(timings: Timings, factor: number): Timings {
  return { ...timings, ...Object.fromEntries(waits.map(name => [name, timings[name] * factor])) }
}

/** AWS without waits. */
export const instantTimings: Timings = scaleWaits(awsTimings, 0)
