import {
  type ACMClient,
  type CertificateDetail as AcmDetail,
  type CertificateSummary as AcmSummary,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  KeyAlgorithm,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
  RemoveTagsFromCertificateCommand,
  RequestCertificateCommand
} from '@aws-sdk/client-acm'
import { defined } from '../defined.ts'
import { normalName } from '../dns/records.ts'
import type { Caller } from './caller.ts'
import { required } from './empty-answer.ts'
import type { Fence } from './fence.ts'

/** A certificate as the shared listing shows it. */
export type CertificateSummary = {
  arn: string
  domainName: string
  /** The names that the listing shows, the domain name included. ACM shows at most 100. */
  names: readonly string[]
  /** Present if the certificate has more names than the listing shows. */
  hasMoreNames?: true
  status: string
  inUse: boolean
  /** Milliseconds since the epoch. */
  createdAt?: number
  /** Milliseconds since the epoch. */
  notAfter?: number
}

export type ValidationRecord = { name: string; type: string; value: string }

/** ACM's state of a renewal, and its reason if the renewal failed. */
export type RenewalState = { status: string; reason?: string }

/** A certificate as DescribeCertificate shows it. */
export type CertificateDetail = {
  arn: string
  domainName: string
  /** All names of the certificate, the domain name included. */
  names: readonly string[]
  status: string
  failureReason?: string
  /** How far the renewal is; absent before ACM has begun to renew the certificate. */
  renewal?: RenewalState
  /** ARNs of the resources that use the certificate. */
  inUseBy: readonly string[]
  /**
   * The DNS record that ACM validates the certificate by. ACM makes it some seconds after the
   * certificate was requested; until then this field is absent.
   */
  validationRecord?: ValidationRecord
}

export type Tags = Record<string, string>

/**
 * The certificate to request. If a request is repeated with the same token within an hour, ACM
 * returns the same certificate again.
 */
export type WantedCertificate = { hostname: string; token: string; tags: Tags }

/** The ACM calls that the hooks make, in one region. All throw AWSFailure. */
export type Acm = {
  /** All certificates of the account in this region, of every key type. */
  listCertificates: (fence: Fence) => Promise<readonly CertificateSummary[]>
  describeCertificate: (arn: string, fence: Fence) => Promise<CertificateDetail>
  /** @returns the ARN */
  requestCertificate: (wanted: WantedCertificate, fence: Fence) => Promise<string>
  deleteCertificate: (arn: string, fence: Fence) => Promise<void>
  listTags: (arn: string, fence: Fence) => Promise<Tags>
  removeTags: (arn: string, keys: readonly string[], fence: Fence) => Promise<void>
}

/** A client of one region, and the way to call it. */
type Region = { client: ACMClient; call: Caller }

/** ACM of the client's region. */
export function createAcm(client: ACMClient, call: Caller): Acm {
  const region = { client, call }
  return {
    listCertificates: fence => listCertificates(region, fence),
    describeCertificate: (arn, fence) => describeCertificate(region, arn, fence),
    requestCertificate: (wanted, fence) => requestCertificate(region, wanted, fence),
    deleteCertificate: (arn, fence) => deleteCertificate(region, arn, fence),
    listTags: (arn, fence) => listTags(region, arn, fence),
    removeTags: (arn, keys, fence) => removeTags(region, arn, keys, fence)
  }
}

/**
 * If a call names no key types, ListCertificates shows only certificates of RSA 1024 and 2048 (API
 * reference, Filters). So the hooks name every key type.
 */
const everyKeyType = Object.values(KeyAlgorithm)
/** The most certificates that ACM gives in a page (API reference, ListCertificates). */
export const certificatesPerPage = 1000

async function listCertificates(
  { client, call }: Region,
  fence: Fence
): Promise<readonly CertificateSummary[]> {
  const operation = 'ListCertificates'
  const firstInput = { MaxItems: certificatesPerPage, Includes: { keyTypes: everyKeyType } }
  const certificates: CertificateSummary[] = []
  let nextToken: string | undefined
  do {
    const command = new ListCertificatesCommand({
      ...firstInput,
      ...defined({ NextToken: nextToken })
    })
    const page = await call(operation, fence, abortSignal => client.send(command, { abortSignal }))
    const summaries = required(operation, page.CertificateSummaryList)
    certificates.push(...summaries.map(readSummary))
    nextToken = page.NextToken
  } while (nextToken !== undefined)
  return certificates
}

async function describeCertificate(
  { client, call }: Region,
  arn: string,
  fence: Fence
): Promise<CertificateDetail> {
  const operation = 'DescribeCertificate'
  const command = new DescribeCertificateCommand({ CertificateArn: arn })
  const answer = await call(operation, fence, abortSignal => client.send(command, { abortSignal }))
  return readDetail(arn, required(operation, answer.Certificate))
}

async function requestCertificate(
  { client, call }: Region,
  { hostname, token, tags }: WantedCertificate,
  fence: Fence
): Promise<string> {
  const operation = 'RequestCertificate'
  const command = new RequestCertificateCommand({
    DomainName: hostname,
    ValidationMethod: 'DNS',
    IdempotencyToken: token,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
  })
  const answer = await call(operation, fence, abortSignal => client.send(command, { abortSignal }))
  return required(operation, answer.CertificateArn)
}

async function deleteCertificate(
  { client, call }: Region,
  arn: string,
  fence: Fence
): Promise<void> {
  const command = new DeleteCertificateCommand({ CertificateArn: arn })
  await call('DeleteCertificate', fence, abortSignal => client.send(command, { abortSignal }))
}

async function listTags({ client, call }: Region, arn: string, fence: Fence): Promise<Tags> {
  const operation = 'ListTagsForCertificate'
  const command = new ListTagsForCertificateCommand({ CertificateArn: arn })
  const answer = await call(operation, fence, abortSignal => client.send(command, { abortSignal }))
  const tags = required(operation, answer.Tags)
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]))
}

async function removeTags(
  { client, call }: Region,
  arn: string,
  keys: readonly string[],
  fence: Fence
): Promise<void> {
  const operation = 'RemoveTagsFromCertificate'
  const Tags = keys.map(Key => ({ Key }))
  const command = new RemoveTagsFromCertificateCommand({ CertificateArn: arn, Tags })
  await call(operation, fence, abortSignal => client.send(command, { abortSignal }))
}

function readSummary(summary: AcmSummary): CertificateSummary {
  const domainName = normalName(summary.DomainName ?? '')
  const otherNames = summary.SubjectAlternativeNameSummaries ?? []
  return {
    arn: required('ListCertificates', summary.CertificateArn),
    domainName,
    names: [domainName, ...otherNames.map(normalName)],
    status: required('ListCertificates', summary.Status),
    inUse: summary.InUse ?? false,
    ...(summary.HasAdditionalSubjectAlternativeNames === true && { hasMoreNames: true }),
    ...defined({
      createdAt: summary.CreatedAt?.getTime(),
      notAfter: summary.NotAfter?.getTime()
    })
  }
}

function readDetail(arn: string, detail: AcmDetail): CertificateDetail {
  const domainName = normalName(detail.DomainName ?? '')
  const otherNames = detail.SubjectAlternativeNames ?? []
  return {
    arn,
    domainName,
    names: [...new Set([domainName, ...otherNames.map(normalName)])],
    status: required('DescribeCertificate', detail.Status),
    inUseBy: detail.InUseBy ?? [],
    ...defined({
      failureReason: detail.FailureReason,
      renewal: readRenewal(detail),
      validationRecord: readValidationRecord(detail)
    })
  }
}

function readRenewal({ RenewalSummary }: AcmDetail): RenewalState | undefined {
  const { RenewalStatus: status, RenewalStatusReason: reason } = RenewalSummary ?? {}
  return status === undefined ? undefined : { status, ...defined({ reason }) }
}

function readValidationRecord(detail: AcmDetail): ValidationRecord | undefined {
  const options = detail.DomainValidationOptions ?? []
  const ofDomainName = options.find(
    ({ DomainName = '' }) => normalName(DomainName) === normalName(detail.DomainName ?? '')
  )
  const record = (ofDomainName ?? options[0])?.ResourceRecord
  if (record?.Name === undefined || record.Value === undefined) return undefined
  const { Name, Type = 'CNAME', Value } = record
  return { name: normalName(Name), type: Type, value: normalName(Value) }
}
