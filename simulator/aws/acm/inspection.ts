import type { FailureReason } from '../faults.ts'
import { awsError } from '../wire/errors.ts'
import type { Acm } from './acm.ts'
import {
  type Certificate,
  type CertificateStatus,
  moveTo,
  type ValidationRecord
} from './certificate.ts'
import { settle } from './lifecycle.ts'

/**
 * A certificate in its present state, which ACM's API shows only after some lag. Times are in
 * milliseconds since the epoch.
 */
export type CertificateView = {
  readonly arn: string
  readonly region: string
  readonly domain: string
  readonly names: readonly string[]
  readonly status: CertificateStatus
  readonly failure: FailureReason | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly inUse: boolean
  readonly createdAt: number
  readonly notAfter: number | undefined
  readonly validationRecords: readonly ValidationRecord[]
}

/**
 * Reads and changes certificates directly, for tests, the demo and the stand-in for the AWS Load
 * Balancer Controller. These are no API calls: they take nothing from the quotas, and the call log
 * does not show them.
 */
export type Certificates = {
  /** All existing certificates in the order of creation. */
  readonly list: () => readonly CertificateView[]
  /** Returns `undefined` if the certificate does not exist. */
  readonly find: (arn: string) => CertificateView | undefined
  /** Gives a certificate any status. Throws ResourceNotFoundException if it does not exist. */
  readonly setStatus: (arn: string, status: CertificateStatus, failure?: FailureReason) => void
  /**
   * Fails all pending certificates of a domain. Certificates that are requested later do not fail;
   * for those, see `faults.failCertificates`.
   */
  readonly fail: (domain: string, reason: FailureReason) => void
  /** Makes the certificate EXPIRED, with NotAfter set to now. */
  readonly expire: (arn: string) => void
  /** Removes a certificate, even if it is in use. */
  readonly vanish: (arn: string) => void
}

export function createCertificates(acm: Acm): Certificates {
  const now = () => acm.account.clock.now()
  return {
    list: () => existing(acm).map(certificate => view(acm, certificate)),
    find: arn => {
      const certificate = find(acm, arn)
      return certificate && view(acm, certificate)
    },
    setStatus: (arn, status, failure) => setStatus(acm, get(acm, arn), status, failure),
    fail: (domain, reason) => {
      const certificates = existing(acm).filter(certificate => certificate.domain === domain)
      for (const certificate of certificates) {
        const isPending = certificate.status === 'PENDING_VALIDATION'
        if (isPending) setStatus(acm, certificate, 'FAILED', reason)
      }
    },
    expire: arn => {
      const certificate = get(acm, arn)
      setStatus(acm, certificate, 'EXPIRED')
      certificate.notAfter = now()
    },
    vanish: arn => {
      get(acm, arn).deletedAt = now()
    }
  }
}

function existing(acm: Acm): Certificate[] {
  acm.settleAll()
  return [...acm.certificates.values()].filter(certificate => certificate.deletedAt === undefined)
}

function find(acm: Acm, arn: string): Certificate | undefined {
  const certificate = acm.certificates.get(arn)
  if (certificate === undefined || certificate.deletedAt !== undefined) return undefined
  settle(certificate, acm)
  return certificate
}

function get(acm: Acm, arn: string): Certificate {
  const certificate = find(acm, arn)
  if (certificate !== undefined) return certificate
  throw awsError('ResourceNotFoundException', `Could not find certificate ${arn}.`)
}

function setStatus(
  { account }: Acm,
  certificate: Certificate,
  status: CertificateStatus,
  failure?: FailureReason
): void {
  const now = account.clock.now()
  if (failure !== undefined) certificate.failure = failure
  if (status === 'ISSUED') {
    certificate.issuedAt ??= now
    certificate.notBefore ??= now
    certificate.notAfter ??= now + account.timings.certificateLifetime
  }
  moveTo(certificate, status, now)
}

function view(acm: Acm, certificate: Certificate): CertificateView {
  const { arn, region, domain, names, status, failure, createdAt, notAfter } = certificate
  return {
    arn,
    region,
    domain,
    names,
    status,
    failure,
    tags: Object.fromEntries(certificate.tags),
    inUse: acm.usage.heldSince(arn) !== undefined,
    createdAt,
    notAfter,
    validationRecords: [...certificate.records.values()]
  }
}
