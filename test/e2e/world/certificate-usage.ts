import { asList, asObject } from '../../../simulator/api-store/objects.ts'
import type { CertificateInfo } from '../../../simulator/load-balancer-controller/types.ts'
import { region } from './install.ts'
import { type Answer, parseObject, type Step } from './moto-proxy.ts'

/** The ARNs of the load balancers that use a certificate. */
export type Usage = (certificateARN: string) => Promise<readonly string[]>

type Note = (certificate: CertificateInfo) => void

/**
 * Lets ACM of moto know which load balancers use a certificate: moto itself notes one listener when
 * it is created, and deletes certificates that are in use.
 * @param note - is told of each certificate that ACM describes or lists
 */
export function knowUsage(usage: Usage, note: Note = () => undefined): Step {
  return async (call, next) => {
    const arn = String(parseObject(call.body.toString()).CertificateArn ?? '')
    if (call.operation === 'DeleteCertificate' && (await usage(arn)).length > 0) return inUse
    const answer = await next(call)
    if (call.operation === 'DescribeCertificate') return describe(answer, usage, note)
    if (call.operation === 'ListCertificates') return list(answer, usage, note)
    return answer
  }
}

const inUse: Answer = {
  status: 400,
  contentType: 'application/x-amz-json-1.1',
  text: JSON.stringify({ __type: 'ResourceInUseException', message: 'in use' })
}

async function describe(answer: Answer, usage: Usage, note: Note): Promise<Answer> {
  const { Certificate } = parseObject(answer.text)
  if (Certificate === undefined) return answer
  const certificate = asObject(Certificate)
  const [arn, status] = [String(certificate.CertificateArn), String(certificate.Status)]
  note({ arn, region, status, names: [String(certificate.DomainName)] })
  const InUseBy = await usage(arn)
  return { ...answer, text: JSON.stringify({ Certificate: { ...certificate, InUseBy } }) }
}

async function list(answer: Answer, usage: Usage, note: Note): Promise<Answer> {
  const { CertificateSummaryList, ...others } = parseObject(answer.text)
  const summaries = await Promise.all(
    asList(CertificateSummaryList).map(async entry => {
      const summary = asObject(entry)
      const arn = String(summary.CertificateArn)
      note({ arn, region, status: String(summary.Status), names: [] })
      return { ...summary, InUse: (await usage(arn)).length > 0 }
    })
  )
  return { ...answer, text: JSON.stringify({ ...others, CertificateSummaryList: summaries }) }
}
