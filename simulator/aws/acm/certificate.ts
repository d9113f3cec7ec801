import type { FailureReason } from '../faults.ts'

/** The status of a certificate, as ACM names it. */
export type CertificateStatus =
  | 'PENDING_VALIDATION'
  | 'ISSUED'
  | 'INACTIVE'
  | 'EXPIRED'
  | 'VALIDATION_TIMED_OUT'
  | 'REVOKED'
  | 'FAILED'

/** A certificate. Times are in milliseconds since the epoch. */
export type Certificate = {
  readonly arn: string
  /** Counts from 1 in the order of creation. */
  readonly number: number
  readonly region: string
  /** In lower case. A wildcard begins with `*.`. */
  readonly domain: string
  /** First the domain, then the alternative names. */
  readonly names: readonly string[]
  /** The validation CNAME of each name. */
  readonly records: ReadonlyMap<string, ValidationRecord>
  readonly validationMethod: string
  readonly keyAlgorithm: string
  readonly serial: string
  readonly createdAt: number
  tags: ReadonlyMap<string, string>
  status: CertificateStatus
  /**
   * All statuses since the request, oldest first. Lists need it, because they show the status that
   * a certificate had `listLag` ago.
   */
  readonly history: { since: number; status: CertificateStatus }[]
  /**
   * The last time at which ACM looked for the CNAMEs of this certificate in the public DNS and did
   * not find all of them.
   */
  unfoundAt?: number
  failure?: FailureReason
  issuedAt?: number
  notBefore?: number
  notAfter?: number
  renewedAt?: number
  deletedAt?: number
}

/** The CNAME by which a name is validated. */
export type ValidationRecord = { readonly name: string; readonly value: string }

/**
 * Gives a certificate a new status, which holds since `since`, and adds the status to the history.
 */
export function moveTo(certificate: Certificate, status: CertificateStatus, since: number): void {
  certificate.status = status
  certificate.history.push({ since, status })
}

/**
 * @returns the status that the certificate had at this time; `undefined` if the time is before the
 * request for the certificate
 */
export function statusAt(certificate: Certificate, time: number): CertificateStatus | undefined {
  return certificate.history.findLast(entry => entry.since <= time)?.status
}
