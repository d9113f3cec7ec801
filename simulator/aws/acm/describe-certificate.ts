import { awsError } from '../wire/errors.ts'
import type { Acm, Operation } from './acm.ts'
import type { Certificate, CertificateStatus } from './certificate.ts'
import { requiredArn } from './constraints.ts'
import { validatedSince } from './lifecycle.ts'

/** DescribeCertificate: a new certificate is found after a while, its validation record still later. */
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
    ...(certificate.status === 'FAILED' ? { FailureReason: certificate.failure ?? 'OTHER' } : {}),
    Type: 'AMAZON_ISSUED',
    ...issuedPart(certificate),
    ...renewalPart(acm, certificate),
    RenewalEligibility: renewalEligibility(certificate.status, inUseBy.length > 0),
    Options: { CertificateTransparencyLoggingPreference: 'ENABLED', Export: 'DISABLED' }
  }
}

/** A certificate is renewed only while it is in use. */
export function renewalEligibility(status: CertificateStatus, inUse: boolean): string {
  return status === 'ISSUED' && inUse ? 'ELIGIBLE' : 'INELIGIBLE'
}

/** What the key may be used for: that of every public certificate of ACM's. */
export const keyUsages = [{ Name: 'DIGITAL_SIGNATURE' }, { Name: 'KEY_ENCIPHERMENT' }]
export const extendedKeyUsages = [
  { Name: 'TLS_WEB_SERVER_AUTHENTICATION', OID: '1.3.6.1.5.5.7.3.1' }
]

/** What a certificate has once it was issued. */
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
  const { clock, timings } = acm.account
  const known =
    certificate.validationMethod === 'DNS' &&
    clock.now() >= certificate.createdAt + timings.recordLag
  const record = certificate.records.get(name)
  return {
    DomainName: name,
    ValidationDomain: name,
    ValidationStatus: validationStatus(certificate),
    ...(known && record !== undefined
      ? { ResourceRecord: { Name: record.name, Type: 'CNAME', Value: record.value } }
      : {}),
    ValidationMethod: certificate.validationMethod
  }
}

function validationStatus({ status, issuedAt }: Certificate): string {
  if (issuedAt !== undefined) return 'SUCCESS'
  return status === 'PENDING_VALIDATION' ? 'PENDING_VALIDATION' : 'FAILED'
}

/** ACM tells of a renewal from when it is due; without the CNAME it waits for validation. */
function renewalPart(acm: Acm, certificate: Certificate): object {
  const { clock, timings } = acm.account
  const { notAfter, renewedAt, status } = certificate
  const due =
    notAfter !== undefined && status === 'ISSUED' && clock.now() >= notAfter - timings.renewBefore
  if (!due && renewedAt === undefined) return {}
  const waiting =
    validatedSince(certificate, acm) !== undefined ? 'PENDING_AUTO_RENEWAL' : 'PENDING_VALIDATION'
  return {
    RenewalSummary: {
      RenewalStatus: due ? waiting : 'SUCCESS',
      DomainValidationOptions: certificate.names.map(name => validationOf(acm, certificate, name)),
      UpdatedAt: epochSeconds(
        due && notAfter !== undefined ? notAfter - timings.renewBefore : renewedAt
      )
    }
  }
}

/** @returns a time as JSON 1.1 has it: seconds with milliseconds after the point */
export function epochSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000
}
