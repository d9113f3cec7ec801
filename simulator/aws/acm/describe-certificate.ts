import { defined } from '../../../hooks/defined.ts'
import { awsError } from '../wire/errors.ts'
import type { Acm, Operation } from './acm.ts'
import type { Certificate, CertificateStatus } from './certificate.ts'
import { requiredArn } from './constraints.ts'
import { validatedSince } from './lifecycle.ts'

/**
 * DescribeCertificate. It finds a new certificate only after `describeLag`, and returns the
 * certificate's validation CNAME only after `recordLag`.
 */
export const describeCertificate: Operation = (acm, { region, input, note }) => {
  const arn = requiredArn(input)
  const certificate = acm.get(region, arn)
  note(certificate.domain)
  if (acm.account.clock.now() < certificate.createdAt + acm.account.timings.describeLag) {
    throw awsError(
      'ResourceNotFoundException',
      `Could not find certificate ${arn} in account ${acm.account.id}.`
    )
  }
  return { Certificate: detailOf(acm, certificate) }
}

function detailOf(acm: Acm, certificate: Certificate): object {
  const inUseBy = acm.usage.shownAt(certificate.arn, acm.account.clock.now())
  return {
    CertificateArn: certificate.arn,
    DomainName: certificate.domain,
    SubjectAlternativeNames: certificate.names,
    DomainValidationOptions: certificate.names.map(name => validationOf(acm, certificate, name)),
    Subject: `CN=${certificate.domain}`,
    Issuer: 'Amazon',
    CreatedAt: epochSeconds(certificate.createdAt),
    Status: certificate.status,
    KeyAlgorithm: certificate.keyAlgorithm,
    SignatureAlgorithm: 'SHA256WITHRSA',
    InUseBy: inUseBy,
    ...defined({ FailureReason: failureReason(certificate) }),
    Type: 'AMAZON_ISSUED',
    ...issuedPart(certificate),
    ...renewalPart(acm, certificate),
    RenewalEligibility: renewalEligibility(certificate.status, inUseBy.length > 0),
    Options: { CertificateTransparencyLoggingPreference: 'ENABLED', Export: 'DISABLED' }
  }
}

function failureReason({ status, failure = 'OTHER' }: Certificate): string | undefined {
  return status === 'FAILED' ? failure : undefined
}

/** The RenewalEligibility of a certificate: ACM renews only issued certificates that are in use. */
export function renewalEligibility(status: CertificateStatus, inUse: boolean): string {
  return status === 'ISSUED' && inUse ? 'ELIGIBLE' : 'INELIGIBLE'
}

/** The key usages of every public certificate of ACM. */
export const keyUsages = [{ Name: 'DIGITAL_SIGNATURE' }, { Name: 'KEY_ENCIPHERMENT' }]
export const extendedKeyUsages = [
  { Name: 'TLS_WEB_SERVER_AUTHENTICATION', OID: '1.3.6.1.5.5.7.3.1' }
]

/** The members of a certificate that has been issued. */
function issuedPart({ serial, issuedAt, notBefore, notAfter }: Certificate): object {
  if (issuedAt === undefined) return {}
  return {
    Serial: serial,
    IssuedAt: epochSeconds(issuedAt),
    NotBefore: epochSeconds(notBefore),
    NotAfter: epochSeconds(notAfter),
    KeyUsages: keyUsages,
    ExtendedKeyUsages: extendedKeyUsages
  }
}

function validationOf(acm: Acm, certificate: Certificate, name: string): object {
  return {
    DomainName: name,
    ValidationDomain: name,
    ValidationStatus: validationStatus(certificate),
    ...defined({ ResourceRecord: recordOf(acm, certificate, name) }),
    ValidationMethod: certificate.validationMethod
  }
}

function recordOf(acm: Acm, certificate: Certificate, name: string): object | undefined {
  const { clock, timings } = acm.account
  const isShown = clock.now() >= certificate.createdAt + timings.recordLag
  const record = certificate.records.get(name)
  if (certificate.validationMethod !== 'DNS' || !isShown || record === undefined) return undefined
  return { Name: record.name, Type: 'CNAME', Value: record.value }
}

function validationStatus({ status, issuedAt }: Certificate): string {
  if (issuedAt !== undefined) return 'SUCCESS'
  return status === 'PENDING_VALIDATION' ? 'PENDING_VALIDATION' : 'FAILED'
}

/**
 * The RenewalSummary of a certificate. ACM shows it from the time at which the renewal is due.
 * While the certificate's CNAME is missing, the RenewalStatus is PENDING_VALIDATION.
 */
function renewalPart(acm: Acm, certificate: Certificate): object {
  const { clock, timings } = acm.account
  const { notAfter = Number.POSITIVE_INFINITY, renewedAt, status } = certificate
  const dueAt = notAfter - timings.renewBefore
  const isDue = status === 'ISSUED' && clock.now() >= dueAt
  if (!isDue && renewedAt === undefined) return {}
  const isValidated = validatedSince(certificate, acm) !== undefined
  const pending = isValidated ? 'PENDING_AUTO_RENEWAL' : 'PENDING_VALIDATION'
  return {
    RenewalSummary: {
      RenewalStatus: isDue ? pending : 'SUCCESS',
      DomainValidationOptions: certificate.names.map(name => validationOf(acm, certificate, name)),
      UpdatedAt: epochSeconds(isDue ? dueAt : renewedAt)
    }
  }
}

/**
 * @returns a time in the form of JSON 1.1: seconds since the epoch, with milliseconds as decimals
 */
export function epochSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000
}
