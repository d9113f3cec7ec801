/** What the DNS name of an application load balancer says about it. */
export type LoadBalancerName = {
  /** Name of the load balancer, as in its ARN (`…:loadbalancer/app/<name>/<id>`). */
  name: string
  region: string
  internal: boolean
}

/** The suffixes of DNS names in the partitions of AWS (`partitions` in @aws-sdk/core). */
const suffixes = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'c2s.ic.gov',
  'sc2s.sgov.gov',
  'cloud.adc-e.uk',
  'csp.hci.ic.gov'
]

const anySuffix = suffixes.join('|').replaceAll('.', '\\.')

/**
 * `[dualstack.][internal-]name-id.<region>.elb.<suffix>`. A network load balancer does not match:
 * it has its region after the label `elb`
 * (docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html).
 */
const pattern = new RegExp(
  `^(?:dualstack\\.)?(internal-)?([a-z0-9-]+)-\\d+\\.([a-z0-9-]+)\\.elb\\.(?:${anySuffix})$`
)

/**
 * Reads the DNS name of an application load balancer; `undefined` when the name has another form.
 */
export function parseLoadBalancerName(dnsName: string): LoadBalancerName | undefined {
  const match = pattern.exec(withoutDot(dnsName))
  const [, internal, name, region] = match ?? []
  if (name === undefined || region === undefined) return undefined
  return { name, region, internal: internal !== undefined }
}

/**
 * Whether two targets of aliases are equal: case, a dot at the end and `dualstack.` do not count.
 */
export function sameTarget(a: string, b: string): boolean {
  return a === b || normalizeTarget(a) === normalizeTarget(b)
}

/** The target of an alias, in the form in which targets are compared. */
export function normalizeTarget(dnsName: string): string {
  return withoutDot(dnsName).replace(/^dualstack\./, '')
}

function withoutDot(dnsName: string): string {
  return dnsName.toLowerCase().replace(/\.$/, '')
}
