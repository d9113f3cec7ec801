/** What the DNS name of an application load balancer tells. */
export type LoadBalancerName = {
  /** Name of the load balancer, as in its ARN (`…:loadbalancer/app/<name>/<id>`). */
  name: string
  region: string
  internal: boolean
}

/** What DNS names of AWS end in, by partition, as the SDK's own table has it (`partitions` in @aws-sdk/core). */
const suffixes = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'c2s.ic.gov',
  'sc2s.sgov.gov',
  'cloud.adc-e.uk',
  'csp.hci.ic.gov'
]

/**
 * `[dualstack.][internal-]name-id.<region>.elb.<suffix>`. A network load balancer has its
 * region after the label `elb`, and does not match
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html).
 */
const pattern = new RegExp(
  `^(?:dualstack\\.)?(internal-)?([a-z0-9-]+)-\\d+\\.([a-z0-9-]+)\\.elb\\.(?:${suffixes.join('|').replaceAll('.', '\\.')})$`
)

/** Reads the DNS name of an application load balancer; undefined when it is none. */
export function parseLoadBalancerName(dnsName: string): LoadBalancerName | undefined {
  const match = pattern.exec(withoutDot(dnsName))
  const [, internal, name, region] = match ?? []
  if (name === undefined || region === undefined) return undefined
  return { name, region, internal: internal !== undefined }
}

/** Whether two targets of aliases are the same: case, a trailing dot and `dualstack.` do not count. */
export function sameTarget(a: string, b: string): boolean {
  return a === b || normalizeTarget(a) === normalizeTarget(b)
}

/** A target of an alias in the form in which targets are compared. */
export function normalizeTarget(dnsName: string): string {
  return withoutDot(dnsName).replace(/^dualstack\./, '')
}

function withoutDot(dnsName: string): string {
  return dnsName.toLowerCase().replace(/\.$/, '')
}
