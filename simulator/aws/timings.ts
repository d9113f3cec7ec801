const second = 1000
const hour = 3600 * second
const day = 24 * hour

/** How long AWS takes. All in milliseconds. */
export type Timings = {
  /** Until DescribeCertificate finds a new certificate ("a delay of several seconds", API reference). */
  describeLag: number
  /** By which ListCertificates and SearchCertificates are behind. */
  listLag: number
  /** Until a new certificate's validation record is known. */
  recordLag: number
  /** From when the validation CNAME is found until the certificate is issued, or found to have failed. */
  issueLag: number
  /** Until InUseBy names a load balancer that got the certificate. */
  attachLag: number
  /** Until InUseBy no longer names a load balancer that gave the certificate up. */
  detachLag: number
  /** During which a zone refuses the next change: PriorRequestNotComplete. */
  changeBusy: number
  /** Until a change is INSYNC. */
  changeSync: number
  /** Until a certificate without its CNAME is VALIDATION_TIMED_OUT. */
  validationTimeout: number
  /** From NotBefore to NotAfter. */
  certificateLifetime: number
  /** How long before NotAfter ACM begins to renew. */
  renewBefore: number
  /** During which an idempotency token is remembered. */
  idempotency: number
}

/**
 * What users of AWS see: waits are typical values, periods are documented (ACM user guide: 72 hours,
 * one hour for tokens, 198 days; the 45 days of `renewBefore` are unverified).
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
 * @param timings - to start from
 * @param factor - 0.1 makes every wait ten times shorter, 0 takes all waits away
 * @returns timings with other waits; lifetimes and timeouts stay, as they are no waits but contracts
 */
export function scaleWaits(timings: Timings, factor: number): Timings {
  return { ...timings, ...Object.fromEntries(waits.map(name => [name, timings[name] * factor])) }
}

/** AWS without any wait: everything is there at once. */
export const instantTimings: Timings = scaleWaits(awsTimings, 0)
