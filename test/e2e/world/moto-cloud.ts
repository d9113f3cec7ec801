import { randomInt } from 'node:crypto'
import { ACMClient, ListCertificatesCommand } from '@aws-sdk/client-acm'
import {
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  Route53Client
} from '@aws-sdk/client-route-53'
import type {
  CertificateInfo,
  LoadBalancerCloud
} from '../../../simulator/load-balancer-controller/types.ts'
import { startMoto } from '../../simulator/aws/moto-server.ts'
import { knowUsage, type Usage } from './certificate-usage.ts'
import { region } from './install.ts'
import { startMotoProxy } from './moto-proxy.ts'

/** ACM and Route 53 of moto, which nobody of this project wrote. */
export type Moto = {
  /** Where the hooks reach it. */
  url: string
  /** Makes a hosted zone. @returns its id */
  createZone: (name: string) => Promise<string>
  /** All names of certificates, and all records of a zone but NS and SOA. */
  inventory: (zoneID: string) => Promise<{ certificates: string[]; records: string[] }>
  close: () => Promise<void>
}

/**
 * moto does not know the load balancers of our stand-in, so a server in front of it says which
 * certificates they use.
 */
export type MotoCloud = Moto & LoadBalancerCloud

/** After so many seconds moto issues a certificate, whether or not the validation record exists. */
const issueSeconds = '5'

/** Starts a moto that issues certificates soon, or says why it cannot. */
export function startIssuingMoto(): ReturnType<typeof startMoto> {
  process.env.MOTO_ACM_VALIDATION_WAIT = issueSeconds
  return startMoto()
}

/** Starts moto for the stand-in of the load balancer controller, or says why it cannot. */
export async function startMotoCloud(): Promise<MotoCloud | { missing: string }> {
  const moto = await startIssuingMoto()
  if ('missing' in moto) return moto
  const known = new Map<string, CertificateInfo>()
  const { loadBalancers, usage } = createBalancers()
  const note = (certificate: CertificateInfo) => void known.set(certificate.arn, certificate)
  const { url, close } = await startMotoProxy(moto.url, knowUsage(usage, note))
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
    usage: async arn =>
      [...certificates].filter(([, arns]) => arns.includes(arn)).map(([name]) => name),
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

/** What a test makes and reads in moto. */
export function inspect(endpoint: string): Pick<Moto, 'createZone' | 'inventory'> {
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
