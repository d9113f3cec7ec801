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
 * The form is `[dualstack.][internal-]name-id.<region>.elb.<suffix>`. The DNS name of a network
 * load balancer does not match, because it has its region after the label `elb`
 * (docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html).
 */
const pattern = new RegExp(
  `^(?:dualstack\\.)?(internal-)?([a-z0-9-]+)-\\d+\\.([a-z0-9-]+)\\.elb\\.(?:${anySuffix})$`
)

/** Reads the DNS name of an application load balancer; `undefined` if the name has another form. */
export function parseLoadBalancerName(dnsName: string): LoadBalancerName | undefined {
  const match = pattern.exec(withoutDot(dnsName))
  const [, internal, name, region] = match ?? []
  if (name === undefined || region === undefined) return undefined
  return { name, region, internal: internal !== undefined }
}

/**
 * The scheme of an application load balancer, as AWS tells it in the DNS name; `undefined` if the
 * name has an unknown form.
 */
export function schemeOf(dnsName: string): 'internal' | 'internet-facing' | undefined {
  const parsed = parseLoadBalancerName(dnsName)
  if (parsed === undefined) return undefined
  return parsed.internal ? 'internal' : 'internet-facing'
}

/**
 * Whether two DNS names are the same target of an alias. Upper and lower case, a dot at the end and
 * the prefix `dualstack.` make no difference.
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
