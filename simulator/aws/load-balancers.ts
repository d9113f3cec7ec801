import { type Account, partitionOf } from './account.ts'
import type { Acm } from './acm/acm.ts'
import { settle } from './acm/lifecycle.ts'
import { loadBalancerSuffix, loadBalancerZones } from './load-balancer-zones.ts'
import { awsError } from './wire/errors.ts'

/** An application load balancer, with only the fields that ACM and Route 53 need. */
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

/** The fields of a new load balancer. */
export type NewLoadBalancer = {
  readonly name: string
  readonly region: string
  /** By default internet-facing. */
  readonly scheme?: LoadBalancer['scheme']
}

/**
 * The load balancers of the account. The stand-in for the AWS Load Balancer Controller makes them.
 */
export type LoadBalancers = {
  /** Throws DuplicateLoadBalancerName. */
  readonly create: (fields: NewLoadBalancer) => LoadBalancer
  /** Throws LoadBalancerNotFound. */
  readonly get: (arn: string) => LoadBalancer
  readonly list: () => readonly LoadBalancer[]
  /** Like Elastic Load Balancing, throws CertificateNotFound or UnsupportedCertificate. */
  readonly attach: (arn: string, certificateARN: string) => void
  readonly detach: (arn: string, certificateARN: string) => void
  /**
   * Gives the load balancer exactly these certificates. It detaches the superfluous certificates
   * first and then attaches the missing ones, as the AWS Load Balancer Controller does. If one of
   * the certificates cannot be attached, it throws and changes nothing.
   */
  readonly setCertificates: (arn: string, certificateARNs: readonly string[]) => void
  /** Removes the load balancer, which then no longer uses its certificates. */
  readonly remove: (arn: string) => void
}

type MutableLoadBalancer = Omit<LoadBalancer, 'certificates'> & { certificates: readonly string[] }

/** @returns an account without load balancers */
export function createLoadBalancers(account: Account, acm: Acm): LoadBalancers {
  const balancers = new Map<string, MutableLoadBalancer>()
  const get = (arn: string) => balancers.get(arn) ?? notFound(arn)
  const setCertificates = (arn: string, wanted: readonly string[]) =>
    replaceCertificates(acm, get(arn), wanted)
  return {
    create: fields => {
      requireFreeName(balancers.values(), fields)
      const balancer = newBalancer(account, fields)
      balancers.set(balancer.arn, balancer)
      return balancer
    },
    get,
    list: () => [...balancers.values()],
    attach: (arn, certificateARN) => attach(acm, get(arn), certificateARN),
    detach: (arn, certificateARN) => detach(acm, get(arn), certificateARN),
    setCertificates,
    remove: arn => {
      setCertificates(arn, [])
      balancers.delete(arn)
    }
  }
}

function attach(acm: Acm, balancer: MutableLoadBalancer, certificateARN: string): void {
  requireUsable(acm, balancer.region, certificateARN)
  acm.settleAll()
  acm.usage.attach(balancer.arn, certificateARN)
  balancer.certificates = [...new Set([...balancer.certificates, certificateARN])]
}

function detach(acm: Acm, balancer: MutableLoadBalancer, certificateARN: string): void {
  acm.settleAll()
  acm.usage.detach(balancer.arn, certificateARN)
  balancer.certificates = balancer.certificates.filter(attached => attached !== certificateARN)
}

function replaceCertificates(
  acm: Acm,
  balancer: MutableLoadBalancer,
  wanted: readonly string[]
): void {
  const attached = balancer.certificates
  for (const arn of wanted) requireUsable(acm, balancer.region, arn)
  for (const arn of attached) if (!wanted.includes(arn)) detach(acm, balancer, arn)
  for (const arn of wanted) if (!attached.includes(arn)) attach(acm, balancer, arn)
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

/**
 * Throws unless a listener accepts this certificate: it must exist in the listener's region, and it
 * must have been issued at some time. It may have expired since.
 */
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
  const needs = 'a fully-qualified domain name, a supported signature, and a supported key size'
  throw awsError('UnsupportedCertificate', `The certificate '${arn}' must have ${needs}.`)
}

/**
 * Makes a load balancer. Its DNS name has ten random digits, and begins with `internal-` if the
 * load balancer is internal.
 */
function newBalancer(
  { id, random }: Account,
  { name, region, scheme = 'internet-facing' }: NewLoadBalancer
): MutableLoadBalancer {
  const zone = loadBalancerZones[region]
  if (zone === undefined)
    throw awsError('ValidationError', `No load balancers in region '${region}'`)
  const prefix = scheme === 'internal' ? 'internal-' : ''
  const suffix = loadBalancerSuffix(region).slice(0, -1)
  const resource = `loadbalancer/app/${name}/${random.text(16, '0123456789abcdef')}`
  const digits = `${1 + Math.floor(random.next() * 9)}${random.text(9, '0123456789')}`
  return {
    arn: `arn:${partitionOf(region)}:elasticloadbalancing:${region}:${id}:${resource}`,
    name,
    region,
    scheme,
    dnsName: `${prefix}${name}-${digits}${suffix}`.toLowerCase(),
    canonicalHostedZoneID: zone,
    certificates: []
  }
}
