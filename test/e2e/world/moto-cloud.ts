import { randomInt } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { ACMClient, ListCertificatesCommand } from '@aws-sdk/client-acm'
import {
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  Route53Client
} from '@aws-sdk/client-route-53'
import { asList, asObject } from '../../../simulator/api-store/objects.ts'
import type {
  CertificateInfo,
  LoadBalancerCloud
} from '../../../simulator/load-balancer-controller/types.ts'
import { listen } from '../../helpers/loopback.ts'
import { startMoto } from '../../simulator/aws/moto-server.ts'
import { region } from './install.ts'

/**
 * ACM and Route 53 of moto, which nobody of this project wrote. moto does not know our load
 * balancers, so a server in front of it says which certificates they use.
 */
export type MotoCloud = LoadBalancerCloud & {
  url: string
  /** Makes a hosted zone. @returns its id */
  createZone: (name: string) => Promise<string>
  /** All names of certificates, and all records of a zone but NS and SOA. */
  inventory: (zoneID: string) => Promise<{ certificates: string[]; records: string[] }>
  close: () => Promise<void>
}

/** Certificates in use: the ARNs of the load balancers by the ARN of the certificate. */
type Usage = (certificateARN: string) => readonly string[]
type Known = Map<string, CertificateInfo>

/** After so many seconds moto issues a certificate, whether or not the validation record exists. */
const issueSeconds = '5'

/** Starts moto, or says why it cannot. */
export async function startMotoCloud(): Promise<MotoCloud | { missing: string }> {
  process.env.MOTO_ACM_VALIDATION_WAIT = issueSeconds
  const moto = await startMoto()
  if ('missing' in moto) return moto
  const known: Known = new Map()
  const { loadBalancers, usage } = createBalancers()
  const server = createServer((incoming, response) => {
    void serve(incoming, response, { motoURL: moto.url, usage, known }).catch(() =>
      incoming.socket.destroy()
    )
  })
  const { url, close } = await listen(server)
  return {
    url,
    loadBalancers,
    certificates: { list: () => [...known.values()] },
    ...inspect(moto.url),
    close: async () => {
      await close()
      await moto.stop()
    }
  }
}

function createBalancers(): { loadBalancers: LoadBalancerCloud['loadBalancers']; usage: Usage } {
  const certificates = new Map<string, readonly string[]>()
  return {
    usage: arn => [...certificates].filter(([, arns]) => arns.includes(arn)).map(([name]) => name),
    loadBalancers: {
      create: ({ name, region: place, scheme }) => {
        const prefix = scheme === 'internal' ? 'internal-' : ''
        const digits = randomInt(1_000_000_000, 9_999_999_999)
        const path = `loadbalancer/app/${name}/${digits}`
        const arn = `arn:aws:elasticloadbalancing:${place}:123456789012:${path}`
        certificates.set(arn, [])
        return { arn, dnsName: `${prefix}${name}-${digits}.${place}.elb.amazonaws.com` }
      },
      setCertificates: (arn, arns) => void certificates.set(arn, arns),
      remove: arn => void certificates.delete(arn)
    }
  }
}

type Serving = { motoURL: string; usage: Usage; known: Known }

async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  { motoURL, usage, known }: Serving
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  const operation = String(incoming.headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1)
  const target = String(asObject(parse(body.toString())).CertificateArn ?? '')
  if (operation === 'DeleteCertificate' && usage(target).length > 0) {
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' })
    response.end(JSON.stringify({ __type: 'ResourceInUseException', message: 'in use' }))
    return
  }
  const { connection: _, 'content-length': __, host: ___, ...headers } = incoming.headers
  const answer = await fetch(new URL(incoming.url ?? '/', motoURL), {
    method: incoming.method ?? 'GET',
    headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
    ...(body.length > 0 ? { body } : {})
  })
  const text = withUsage(operation, await answer.text(), usage, known)
  const contentType = answer.headers.get('content-type') ?? 'text/xml'
  response.writeHead(answer.status, { 'content-type': contentType }).end(text)
}

/** Adds which load balancers use a certificate. Notes the certificates that ACM describes. */
function withUsage(
  operation: string | undefined,
  text: string,
  usage: Usage,
  known: Known
): string {
  const answer = asObject(parse(text))
  if (operation === 'DescribeCertificate' && answer.Certificate !== undefined) {
    const certificate = asObject(answer.Certificate)
    const [arn, status] = [String(certificate.CertificateArn), String(certificate.Status)]
    const names = [String(certificate.DomainName)]
    known.set(arn, { arn, region, status, names })
    return JSON.stringify({ Certificate: { ...certificate, InUseBy: usage(arn) } })
  }
  if (operation !== 'ListCertificates') return text
  const summaries = asList(answer.CertificateSummaryList).map(asObject)
  const list = summaries.map(summary => {
    const arn = String(summary.CertificateArn)
    known.set(arn, { arn, region, status: String(summary.Status), names: [] })
    return { ...summary, InUse: usage(arn).length > 0 }
  })
  return JSON.stringify({ ...answer, CertificateSummaryList: list })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function inspect(endpoint: string): Pick<MotoCloud, 'createZone' | 'inventory'> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const route53 = new Route53Client({ region, endpoint, credentials })
  const acm = new ACMClient({ region, endpoint, credentials })
  return {
    createZone: async name => {
      const asked = new CreateHostedZoneCommand({ Name: name, CallerReference: name })
      const { HostedZone } = await route53.send(asked)
      return (HostedZone?.Id ?? '').replace('/hostedzone/', '')
    },
    inventory: async zoneID => {
      const listed = await acm.send(new ListCertificatesCommand({}))
      const zone = new ListResourceRecordSetsCommand({ HostedZoneId: zoneID })
      const { ResourceRecordSets = [] } = await route53.send(zone)
      const records = ResourceRecordSets.filter(({ Type }) => Type !== 'NS' && Type !== 'SOA')
      return {
        certificates: (listed.CertificateSummaryList ?? []).map(
          ({ DomainName = '' }) => DomainName
        ),
        records: records.map(({ Name, Type }) => `${Name} ${Type}`)
      }
    }
  }
}
