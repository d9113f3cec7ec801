import type { FailureReason } from '../faults.ts'

/** Where a certificate stands, in ACM's words. */
export type CertificateStatus =
  | 'PENDING_VALIDATION'
  | 'ISSUED'
  | 'INACTIVE'
  | 'EXPIRED'
  | 'VALIDATION_TIMED_OUT'
  | 'REVOKED'
  | 'FAILED'

/** One certificate. Times are milliseconds since the epoch. */
export type Certificate = {
  readonly arn: string
  /** Counted from 1 in the order of creation. */
  readonly number: number
  readonly region: string
  /** In lower case, `*.` in front for a wildcard. */
  readonly domain: string
  /** The domain first, then its alternatives. */
  readonly names: readonly string[]
  /** The CNAME of each name. */
  readonly records: ReadonlyMap<string, ValidationRecord>
  readonly validationMethod: string
  readonly keyAlgorithm: string
  readonly serial: string
  readonly createdAt: number
  tags: ReadonlyMap<string, string>
  status: CertificateStatus
  /** What it was, oldest first; ListCertificates looks into the past. */
  readonly history: { at: number; status: CertificateStatus }[]
  /** When its CNAMEs were last looked for and not all found. */
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

/** Changes a certificate's status as of a time, and remembers that it did. */
export function moveTo(certificate: Certificate, status: CertificateStatus, at: number): void {
  certificate.status = status
  certificate.history.push({ at, status })
}

/** @returns the status at a time in the past, undefined before the certificate was made */
export function statusAt(certificate: Certificate, time: number): CertificateStatus | undefined {
  return certificate.history.findLast(entry => entry.at <= time)?.status
}
