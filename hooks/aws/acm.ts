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
import { AWSFailure } from './failure.ts'
import type { Fence } from './fence.ts'

/** A certificate as the shared listing shows it. */
export type CertificateSummary = {
  arn: string
  domainName: string
  /** All names of it, the domain name included. */
  names: readonly string[]
  status: string
  inUse: boolean
  /** Milliseconds since the epoch. */
  createdAt?: number
  notAfter?: number
}

export type ValidationRecord = { name: string; type: string; value: string }

/** A certificate as DescribeCertificate shows it. */
export type CertificateDetail = {
  arn: string
  domainName: string
  status: string
  failureReason?: string
  /** ARNs of what uses it. */
  inUseBy: readonly string[]
  /** Absent until ACM has made it, some seconds after the request. */
  validationRecord?: ValidationRecord
}

export type Tags = Record<string, string>

/** The ACM calls that we make, in one region. All throw AWSFailure. */
export type Acm = {
  /** All certificates of the account in this region, of every key type. */
  listCertificates: (fence: Fence) => Promise<readonly CertificateSummary[]>
  describeCertificate: (arn: string, fence: Fence) => Promise<CertificateDetail>
  /** @returns the ARN; the same one for the same token within an hour. */
  requestCertificate: (
    wanted: { hostname: string; token: string; tags: Tags },
    fence: Fence
  ) => Promise<string>
  deleteCertificate: (arn: string, fence: Fence) => Promise<void>
  listTags: (arn: string, fence: Fence) => Promise<Tags>
  removeTags: (arn: string, keys: readonly string[], fence: Fence) => Promise<void>
}

/** Without key types, ListCertificates leaves out all but RSA 1024 and 2048 (API reference, Filters). */
const everyKeyType = Object.values(KeyAlgorithm)
const pageSize = 1000

export function createAcm(client: ACMClient, call: Caller): Acm {
  return {
    async listCertificates(fence) {
      const all: CertificateSummary[] = []
      let next: string | undefined
      do {
        const input = {
          MaxItems: pageSize,
          Includes: { keyTypes: everyKeyType },
          ...defined({ NextToken: next })
        }
        const page = await call('ListCertificates', fence, abortSignal =>
          client.send(new ListCertificatesCommand(input), { abortSignal })
        )
        all.push(...present('ListCertificates', page.CertificateSummaryList).map(readSummary))
        next = page.NextToken
      } while (next !== undefined)
      return all
    },
    async describeCertificate(arn, fence) {
      const answer = await call('DescribeCertificate', fence, abortSignal =>
        client.send(new DescribeCertificateCommand({ CertificateArn: arn }), { abortSignal })
      )
      return readDetail(arn, present('DescribeCertificate', answer.Certificate))
    },
    async requestCertificate({ hostname, token, tags }, fence) {
      const input = {
        DomainName: hostname,
        ValidationMethod: 'DNS' as const,
        IdempotencyToken: token,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
      }
      const answer = await call('RequestCertificate', fence, abortSignal =>
        client.send(new RequestCertificateCommand(input), { abortSignal })
      )
      return present('RequestCertificate', answer.CertificateArn)
    },
    async deleteCertificate(arn, fence) {
      await call('DeleteCertificate', fence, abortSignal =>
        client.send(new DeleteCertificateCommand({ CertificateArn: arn }), { abortSignal })
      )
    },
    async listTags(arn, fence) {
      const answer = await call('ListTagsForCertificate', fence, abortSignal =>
        client.send(new ListTagsForCertificateCommand({ CertificateArn: arn }), { abortSignal })
      )
      const tags = present('ListTagsForCertificate', answer.Tags)
      return Object.fromEntries(tags.map(tag => [tag.Key ?? '', tag.Value ?? '']))
    },
    async removeTags(arn, keys, fence) {
      const Tags = keys.map(Key => ({ Key }))
      await call('RemoveTagsFromCertificate', fence, abortSignal =>
        client.send(new RemoveTagsFromCertificateCommand({ CertificateArn: arn, Tags }), {
          abortSignal
        })
      )
    }
  }
}

/**
 * An answer without what it must hold is a failure, never "nothing there": a proxy's HTML page or an
 * empty body with status 200 parse to an empty result in the SDK.
 */
function present<T>(operation: string, value: T | undefined): T {
  if (value === undefined)
    throw new AWSFailure(
      'unavailable',
      operation,
      'EmptyAnswer',
      'the answer lacks what it must hold'
    )
  return value
}

function readSummary(summary: AcmSummary): CertificateSummary {
  const domainName = normalName(summary.DomainName ?? '')
  return {
    arn: present('ListCertificates', summary.CertificateArn),
    domainName,
    names: [domainName, ...(summary.SubjectAlternativeNameSummaries ?? []).map(normalName)],
    status: present('ListCertificates', summary.Status),
    inUse: summary.InUse ?? false,
    ...(summary.CreatedAt === undefined ? {} : { createdAt: summary.CreatedAt.getTime() }),
    ...(summary.NotAfter === undefined ? {} : { notAfter: summary.NotAfter.getTime() })
  }
}

function readDetail(arn: string, detail: AcmDetail): CertificateDetail {
  const domainName = normalName(detail.DomainName ?? '')
  const options = detail.DomainValidationOptions ?? []
  const record = (options.find(o => normalName(o.DomainName ?? '') === domainName) ?? options[0])
    ?.ResourceRecord
  return {
    arn,
    domainName,
    status: present('DescribeCertificate', detail.Status),
    inUseBy: detail.InUseBy ?? [],
    ...defined({ failureReason: detail.FailureReason }),
    ...(record?.Name === undefined || record.Value === undefined
      ? {}
      : {
          validationRecord: {
            name: normalName(record.Name),
            type: record.Type ?? 'CNAME',
            value: normalName(record.Value)
          }
        })
  }
}
