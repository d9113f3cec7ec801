import { type Account, partitionOf } from './account.ts'
import type { Acm } from './acm/acm.ts'
import { settle } from './acm/lifecycle.ts'
import { loadBalancerSuffix, loadBalancerZones } from './load-balancer-zones.ts'
import { awsError } from './wire/errors.ts'

/** An application load balancer, as far as ACM and Route 53 notice it. */
export type LoadBalancer = {
  readonly arn: string
  readonly name: string
  readonly region: string
  readonly scheme: 'internet-facing' | 'internal'
  /** In lower case, without a trailing dot. */
  readonly dnsName: string
  readonly canonicalHostedZoneID: string
  /** ARNs of the certificates on its listeners. */
  readonly certificates: readonly string[]
}

/** What a load balancer is made from; `scheme` is internet-facing unless said otherwise. */
export type NewLoadBalancer = {
  readonly name: string
  readonly region: string
  readonly scheme?: LoadBalancer['scheme']
}

/** The load balancers of the account: made and changed by a stand-in for the AWS Load Balancer Controller. */
export type LoadBalancers = {
  /** Throws DuplicateLoadBalancerName. */
  readonly create: (fields: NewLoadBalancer) => LoadBalancer
  /** Throws LoadBalancerNotFound. */
  readonly get: (arn: string) => LoadBalancer
  readonly list: () => readonly LoadBalancer[]
  /** Throws CertificateNotFound or UnsupportedCertificate, as Elastic Load Balancing does, and changes nothing then. */
  readonly attach: (arn: string, certificateARN: string) => void
  readonly detach: (arn: string, certificateARN: string) => void
  /** Attaches and detaches to reach this set: removals first, as the controller does. */
  readonly setCertificates: (arn: string, certificateARNs: readonly string[]) => void
  /** Takes the load balancer away, and with it its hold on certificates. */
  readonly remove: (arn: string) => void
}

type Mutable = Omit<LoadBalancer, 'certificates'> & { certificates: readonly string[] }

/** @returns no load balancers yet */
export function createLoadBalancers(account: Account, acm: Acm): LoadBalancers {
  const balancers = new Map<string, Mutable>()
  const get = (arn: string) => balancers.get(arn) ?? notFound(arn)
  const attach = (arn: string, certificateARN: string) => {
    const balancer = get(arn)
    requireUsable(acm, balancer.region, certificateARN)
    acm.settleAll()
    acm.usage.attach(arn, certificateARN)
    balancer.certificates = [...new Set([...balancer.certificates, certificateARN])]
  }
  const detach = (arn: string, certificateARN: string) => {
    const balancer = get(arn)
    acm.settleAll()
    acm.usage.detach(arn, certificateARN)
    balancer.certificates = balancer.certificates.filter(attached => attached !== certificateARN)
  }
  const setCertificates = (arn: string, wanted: readonly string[]) => {
    const { region, certificates } = get(arn)
    for (const certificateARN of wanted) requireUsable(acm, region, certificateARN)
    for (const attached of certificates.filter(held => !wanted.includes(held)))
      detach(arn, attached)
    for (const added of wanted.filter(one => !certificates.includes(one))) attach(arn, added)
  }
  return {
    create: fields => {
      requireFreeName(balancers.values(), fields)
      const balancer = newBalancer(account, fields)
      balancers.set(balancer.arn, balancer)
      return balancer
    },
    get,
    list: () => [...balancers.values()],
    attach,
    detach,
    setCertificates,
    remove: arn => {
      setCertificates(arn, [])
      balancers.delete(arn)
    }
  }
}

function notFound(arn: string): never {
  throw awsError('LoadBalancerNotFound', `One or more load balancers not found: ${arn}`)
}

function requireFreeName(
  balancers: Iterable<LoadBalancer>,
  { name, region }: NewLoadBalancer
): void {
  if (![...balancers].some(balancer => balancer.name === name && balancer.region === region)) return
  throw awsError(
    'DuplicateLoadBalancerName',
    `A load balancer with the same name '${name}' exists, but with different settings`
  )
}

/** A listener takes certificates that exist in its region and are issued. */
function requireUsable(acm: Acm, region: string, arn: string): void {
  const certificate = acm.certificates.get(arn)
  if (
    certificate === undefined ||
    certificate.deletedAt !== undefined ||
    certificate.region !== region
  ) {
    throw awsError('CertificateNotFound', `Certificate '${arn}' not found`)
  }
  settle(certificate, acm)
  if (certificate.issuedAt !== undefined) return
  throw awsError(
    'UnsupportedCertificate',
    `The certificate '${arn}' must have a fully-qualified domain name, a supported signature, and a supported key size.`
  )
}

/** The DNS name ends in ten digits that nobody can foresee; an internal one begins with `internal-`. */
function newBalancer(
  { id, random }: Account,
  { name, region, scheme = 'internet-facing' }: NewLoadBalancer
): Mutable {
  const zone = loadBalancerZones[region]
  if (zone === undefined)
    throw awsError('ValidationError', `No load balancers in region '${region}'`)
  const prefix = scheme === 'internal' ? 'internal-' : ''
  const suffix = loadBalancerSuffix(region).slice(0, -1)
  return {
    arn: `arn:${partitionOf(region)}:elasticloadbalancing:${region}:${id}:loadbalancer/app/${name}/${random.text(16, '0123456789abcdef')}`,
    name,
    region,
    scheme,
    dnsName:
      `${prefix}${name}-${1 + Math.floor(random.next() * 9)}${random.text(9, '0123456789')}${suffix}`.toLowerCase(),
    canonicalHostedZoneID: zone,
    certificates: []
  }
}
