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

/** A certificate as it is in truth: without lags. Times are milliseconds since the epoch. */
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

/** A look behind the API for tests, the demo and the controller's stand-in; it costs no calls. */
export type Certificates = {
  /** All that exist, in the order of creation. */
  readonly list: () => readonly CertificateView[]
  /** Undefined if it does not exist. */
  readonly find: (arn: string) => CertificateView | undefined
  /** Moves a certificate to any status from now on; throws ResourceNotFoundException. */
  readonly setStatus: (arn: string, status: CertificateStatus, failure?: FailureReason) => void
  /** All certificates of that domain that are pending fail now; see `faults.failCertificates` for later ones. */
  readonly fail: (domain: string, reason: FailureReason) => void
  /** The certificate's NotAfter is now. */
  readonly expire: (arn: string) => void
  /** Takes a certificate away whoever uses it, as a person with enough rights might bring about. */
  readonly vanish: (arn: string) => void
}

/** @returns the look behind ACM's API */
export function createCertificates(acm: Acm): Certificates {
  const now = () => acm.account.clock.now()
  const all = () => {
    acm.settleAll()
    return [...acm.certificates.values()].filter(certificate => certificate.deletedAt === undefined)
  }
  const find = (arn: string) => {
    const certificate = acm.certificates.get(arn)
    if (certificate === undefined || certificate.deletedAt !== undefined) return undefined
    settle(certificate, acm)
    return certificate
  }
  const get = (arn: string) => find(arn) ?? missing(arn)
  const setStatus = (arn: string, status: CertificateStatus, failure?: FailureReason) => {
    const certificate = get(arn)
    if (failure !== undefined) certificate.failure = failure
    if (status === 'ISSUED') giveDates(certificate, now(), acm.account.timings.certificateLifetime)
    moveTo(certificate, status, now())
  }
  return {
    list: () => all().map(certificate => view(acm, certificate)),
    find: arn => {
      const certificate = find(arn)
      return certificate === undefined ? undefined : view(acm, certificate)
    },
    setStatus,
    fail: (domain, reason) => {
      const pending = all().filter(
        ({ domain: of, status }) => of === domain && status === 'PENDING_VALIDATION'
      )
      for (const { arn } of pending) setStatus(arn, 'FAILED', reason)
    },
    expire: arn => {
      setStatus(arn, 'EXPIRED')
      get(arn).notAfter = now()
    },
    vanish: arn => {
      get(arn).deletedAt = now()
    }
  }
}

function missing(arn: string): never {
  throw awsError('ResourceNotFoundException', `Could not find certificate ${arn}.`)
}

function giveDates(certificate: Certificate, at: number, lifetime: number): void {
  certificate.issuedAt ??= at
  certificate.notBefore ??= at
  certificate.notAfter ??= at + lifetime
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
