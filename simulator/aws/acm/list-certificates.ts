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

/** Of one page, and the default (API reference). */
const mostItems = 1000

/** What is listed unless key types are asked for. */
const defaultKeyTypes = ['RSA_1024', 'RSA_2048']

/** A certificate as lists see it: as it was a while ago. */
export type Listed = {
  readonly certificate: Certificate
  readonly status: CertificateStatus
  readonly inUse: boolean
}

/** ListCertificates: no tags, no InUseBy, only a flag; default key types are RSA's smaller ones. */
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
  return [...acm.certificates.values()]
    .filter(
      ({ region: place, deletedAt }) =>
        place === region && (deletedAt === undefined || deletedAt > then)
    )
    .flatMap(certificate => {
      const status = statusAt(certificate, then)
      if (status === undefined) return []
      return [{ certificate, status, inUse: acm.usage.shownAt(certificate.arn, then).length > 0 }]
    })
}

function sorted(listed: readonly Listed[], input: JsonObject): readonly Listed[] {
  return textMember(input, 'SortOrder') === 'DESCENDING' ? [...listed].reverse() : listed
}

/**
 * @param limit - the name of the member that bounds a page
 * @returns one page, and the token of the next: the number of the certificate after which it goes on
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
  const more = last !== undefined && from + asked < listed.length
  return { page, nextToken: more ? tokenOf(last.certificate.number) : undefined }
}

/** Deletions between pages do no harm, as numbers only say where to go on. */
function positionOf(listed: readonly Listed[], token: string | undefined): number {
  if (token === undefined) return 0
  const after = Number(Buffer.from(token, 'base64url').toString())
  if (!(after >= 1)) throw awsError('InvalidArgsException', 'The NextToken is not valid.')
  const ascending = (listed[0]?.certificate.number ?? 0) <= (listed.at(-1)?.certificate.number ?? 0)
  const position = listed.findIndex(({ certificate }) =>
    ascending ? certificate.number > after : certificate.number < after
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
