import { defined } from '../../../hooks/defined.ts'
import { awsError } from '../wire/errors.ts'
import { isObject, type JsonObject } from '../wire/json.ts'
import type { Acm, Operation } from './acm.ts'
import { type Certificate, type CertificateStatus, statusAt } from './certificate.ts'
import { textMember, textsMember, violation } from './constraints.ts'
import {
  epochSeconds,
  extendedKeyUsages,
  keyUsages,
  renewalEligibility
} from './describe-certificate.ts'

/** The largest size of a page, which is also the default size (API reference). */
const mostItems = 1000

/** The most names that a list shows of one certificate (API reference, CertificateSummary). */
const mostNames = 100

/** The key types that ListCertificates lists if the request names no key types. */
const defaultKeyTypes = ['RSA_1024', 'RSA_2048']

/** A certificate as a list shows it, which is how it was `listLag` ago. */
export type Listed = {
  readonly certificate: Certificate
  readonly status: CertificateStatus
  readonly inUse: boolean
}

/**
 * ListCertificates. It shows no tags. It does not show which load balancers use a certificate, only
 * whether any does.
 */
export const listCertificates: Operation = (acm, { region, input }) => {
  const statuses = textsMember(input, 'CertificateStatuses')
  const includes = isObject(input.Includes) ? input.Includes : {}
  const keyTypes = textsMember(includes, 'keyTypes') ?? defaultKeyTypes
  const listed = listedIn(acm, region).filter(
    ({ certificate, status }) =>
      keyTypes.includes(certificate.keyAlgorithm) && (statuses?.includes(status) ?? true)
  )
  const { page, nextToken } = paged(sorted(listed, input), input, 'MaxItems', mostItems)
  return { ...defined({ NextToken: nextToken }), CertificateSummaryList: page.map(summaryOf) }
}

/** @returns the region's certificates as they were `listLag` ago */
export function listedIn(acm: Acm, region: string): Listed[] {
  const { clock, timings } = acm.account
  const then = clock.now() - timings.listLag
  acm.settleAll()
  return [...acm.certificates.values()].flatMap(certificate => {
    const { arn, deletedAt } = certificate
    const status = statusAt(certificate, then)
    const isDeleted = deletedAt !== undefined && deletedAt <= then
    if (certificate.region !== region || isDeleted || status === undefined) return []
    return [{ certificate, status, inUse: acm.usage.shownAt(arn, then).length > 0 }]
  })
}

function sorted(listed: readonly Listed[], input: JsonObject): readonly Listed[] {
  return textMember(input, 'SortOrder') === 'DESCENDING' ? [...listed].reverse() : listed
}

/**
 * Cuts one page out of a list.
 * @param limit - the name of the request's member that has the size of the page
 * @param most - the largest size of a page, which is also the default size
 * @returns the page, and the token with which a client asks for the next page. The token contains
 * the number of the last certificate on this page.
 */
export function paged(
  listed: readonly Listed[],
  input: JsonObject,
  limit: string,
  most: number
): { page: readonly Listed[]; nextToken: string | undefined } {
  const asked = input[limit] ?? most
  if (typeof asked !== 'number' || asked < 1 || asked > most) {
    throw violation(
      String(asked),
      limit.replace(/^./, first => first.toLowerCase()),
      `Member must have value between 1 and ${most}`
    )
  }
  const from = positionOf(listed, textMember(input, 'NextToken'))
  const page = listed.slice(from, from + asked)
  const last = page.at(-1)
  const hasMore = last !== undefined && from + asked < listed.length
  return { page, nextToken: hasMore ? tokenOf(last.certificate.number) : undefined }
}

/**
 * The index at which the next page begins. The token contains the number of a certificate. The
 * index is right even if that certificate has been deleted.
 */
function positionOf(listed: readonly Listed[], token: string | undefined): number {
  if (token === undefined) return 0
  const after = Number(Buffer.from(token, 'base64url').toString())
  if (!(after >= 1)) throw awsError('InvalidArgsException', 'The NextToken is not valid.')
  const first = listed[0]?.certificate.number ?? 0
  const isAscending = first <= (listed.at(-1)?.certificate.number ?? 0)
  const position = listed.findIndex(({ certificate }) =>
    isAscending ? certificate.number > after : certificate.number < after
  )
  return position < 0 ? listed.length : position
}

function tokenOf(number: number): string {
  return Buffer.from(String(number)).toString('base64url')
}

function summaryOf({ certificate, status, inUse }: Listed): object {
  const issued = certificate.issuedAt !== undefined
  return {
    CertificateArn: certificate.arn,
    DomainName: certificate.domain,
    SubjectAlternativeNameSummaries: certificate.names.slice(0, mostNames),
    HasAdditionalSubjectAlternativeNames: certificate.names.length > mostNames,
    Status: status,
    Type: 'AMAZON_ISSUED',
    KeyAlgorithm: certificate.keyAlgorithm,
    KeyUsages: issued ? keyUsages.map(usage => usage.Name) : [],
    ExtendedKeyUsages: issued ? extendedKeyUsages.map(usage => usage.Name) : [],
    ExportOption: 'DISABLED',
    InUse: inUse,
    RenewalEligibility: renewalEligibility(status, inUse),
    NotBefore: epochSeconds(certificate.notBefore),
    NotAfter: epochSeconds(certificate.notAfter),
    CreatedAt: epochSeconds(certificate.createdAt),
    IssuedAt: epochSeconds(certificate.issuedAt),
    CertificateKeyPairOrigin: 'AWS_MANAGED'
  }
}
