import {
  type ACMClient,
  DescribeCertificateCommand,
  ListCertificatesCommand,
  type ListCertificatesCommandInput,
  RequestCertificateCommand,
  type RequestCertificateCommandInput
} from '@aws-sdk/client-acm'
import type { EmbeddedAws } from '../../../../simulator/aws/embedded-aws.ts'

/** Requests a certificate that is validated by DNS; returns its ARN. */
export async function request(
  acm: ACMClient,
  domain: string,
  more: Partial<RequestCertificateCommandInput> = {}
) {
  const command = new RequestCertificateCommand({
    DomainName: domain,
    ValidationMethod: 'DNS',
    ...more
  })
  return (await acm.send(command)).CertificateArn ?? ''
}

/** Describes a certificate; throws if the answer has none. */
export async function describe(acm: ACMClient, arn: string) {
  const { Certificate } = await acm.send(new DescribeCertificateCommand({ CertificateArn: arn }))
  if (Certificate === undefined) throw new Error('no certificate in the answer')
  return Certificate
}

/** Lists one page, with a line `domain STATUS` for each certificate. */
export async function list(acm: ACMClient, input: ListCertificatesCommandInput = {}) {
  const { CertificateSummaryList = [], NextToken } = await acm.send(
    new ListCertificatesCommand(input)
  )
  return {
    lines: CertificateSummaryList.map(({ DomainName, Status }) => `${DomainName} ${Status}`),
    NextToken
  }
}

/** Writes a certificate's validation CNAMEs into a zone. */
export function putValidation(aws: EmbeddedAws, zoneID: string, arn: string): void {
  for (const { name, value } of aws.certificates.find(arn)?.validationRecords ?? []) {
    aws.zones.put(zoneID, { name, type: 'CNAME', values: [value] })
  }
}
