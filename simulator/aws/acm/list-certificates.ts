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

/** The most certificates of one page, and the default (API reference). */
const mostItems = 1000

/** The key types that are listed if the request names none. */
const defaultKeyTypes = ['RSA_1024', 'RSA_2048']

/** A certificate as lists show it: as it was `listLag` ago. */
export type Listed = {
  readonly certificate: Certificate
  readonly status: CertificateStatus
  readonly inUse: boolean
}

/** ListCertificates. It shows no tags; instead of InUseBy it has a flag. */
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
 * @param limit - the name of the member with the size of a page
 * @param most - the largest size of a page, and the default
 * @returns one page, and the token of the next: it holds the number of the page's last certificate
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

/** Where the next page begins. This works even if the certificate of the token has been deleted. */
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
    SubjectAlternativeNameSummaries: certificate.names,
    HasAdditionalSubjectAlternativeNames: false,
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
