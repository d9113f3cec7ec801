import { headerOf, type WireRequest } from '../wire/message.ts'
import type { Operation } from './acm.ts'
import { describeCertificate } from './describe-certificate.ts'
import { listCertificates } from './list-certificates.ts'
import { addTags, deleteCertificate, listTags, removeTags } from './other-operations.ts'
import { requestCertificate } from './request-certificate.ts'
import { searchCertificates } from './search-certificates.ts'

/** The operations that the embedded AWS has, by their names in `X-Amz-Target`. */
export const acmOperations: ReadonlyMap<string, Operation> = new Map([
  ['AddTagsToCertificate', addTags],
  ['DeleteCertificate', deleteCertificate],
  ['DescribeCertificate', describeCertificate],
  ['ListCertificates', listCertificates],
  ['ListTagsForCertificate', listTags],
  ['RemoveTagsFromCertificate', removeTags],
  ['RequestCertificate', requestCertificate],
  ['SearchCertificates', searchCertificates]
])

/** @returns the name of the operation if the request is for ACM, else `undefined` */
export function acmOperationOf({ headers }: WireRequest): string | undefined {
  return /^CertificateManager\.(\w+)$/.exec(headerOf(headers, 'x-amz-target') ?? '')?.[1]
}
