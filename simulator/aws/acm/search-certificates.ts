import { isObject } from '../wire/json.ts'
import type { Operation } from './acm.ts'
import { epochSeconds, renewalEligibility } from './describe-certificate.ts'
import { type Listed, listedIn, paged } from './list-certificates.ts'
import { parseStatement } from './search-filter.ts'

/** The largest size of a page, which is also the default size. We have not verified this number. */
const mostResults = 500

/**
 * SearchCertificates. It finds certificates of all key types. Like ListCertificates, it shows the
 * certificates as they were `listLag` ago.
 */
export const searchCertificates: Operation = (acm, { region, input }) => {
  const filter = isObject(input.FilterStatement)
    ? parseStatement(input.FilterStatement)
    : () => true
  const { page, nextToken } = paged(
    listedIn(acm, region).filter(filter),
    input,
    'MaxResults',
    mostResults
  )
  return { Results: page.map(resultOf), NextToken: nextToken }
}

function resultOf({ certificate, status, inUse }: Listed): object {
  return {
    CertificateArn: certificate.arn,
    X509Attributes: {
      Issuer: { CommonName: 'Amazon' },
      Subject: { CommonName: certificate.domain },
      SubjectAlternativeNames: certificate.names.map(name => ({ DnsName: name })),
      KeyAlgorithm: certificate.keyAlgorithm,
      NotBefore: epochSeconds(certificate.notBefore),
      NotAfter: epochSeconds(certificate.notAfter)
    },
    CertificateMetadata: {
      AcmCertificateMetadata: {
        CreatedAt: epochSeconds(certificate.createdAt),
        IssuedAt: epochSeconds(certificate.issuedAt),
        InUse: inUse,
        Status: status,
        Type: 'AMAZON_ISSUED',
        ValidationMethod: certificate.validationMethod,
        RenewalEligibility: renewalEligibility(status, inUse)
      }
    }
  }
}
