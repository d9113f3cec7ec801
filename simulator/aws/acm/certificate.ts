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
  /** All statuses since the request, oldest first: ListCertificates returns a past status. */
  readonly history: { since: number; status: CertificateStatus }[]
  /** The last time when not all of its CNAMEs were in the public DNS. */
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

/** Changes a certificate's status as of a time, and adds it to the history. */
export function moveTo(certificate: Certificate, status: CertificateStatus, since: number): void {
  certificate.status = status
  certificate.history.push({ since, status })
}

/** @returns the status at a time in the past, `undefined` before the certificate was requested */
export function statusAt(certificate: Certificate, time: number): CertificateStatus | undefined {
  return certificate.history.findLast(entry => entry.since <= time)?.status
}
