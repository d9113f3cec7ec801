import { apiVersion } from '../../hooks/api/schema.ts'

/** A request or a pool as a person writes it, and the words with which it is refused. */
export type RefusedInput = {
  given: string
  object: object
  /** Words of the refusal; `undefined` if the object is accepted. */
  says: string | undefined
}

/** A request for a hostname. */
export function aRequestFor(hostname: string): object {
  const metadata = { name: 'refused-input', namespace: 'default' }
  return { apiVersion, kind: 'GatewayHostnameRequest', metadata, spec: { hostname } }
}

/** A pool with these fields in its spec, its domain and its load balancer. */
export function aPoolWith(spec: object, domain: object = {}, loadBalancer: object = {}): object {
  const apps = {
    name: 'apps.example.com',
    hostedZoneID: 'Z0EXAMPLEAPPS',
    namespaces: { from: 'All' },
    ...domain
  }
  return {
    apiVersion,
    kind: 'GatewayPool',
    metadata: { name: 'refused-input' },
    spec: {
      gatewayClassName: 'alb',
      gatewayNamespace: 'edge',
      domains: [apps],
      loadBalancer,
      ...spec
    }
  }
}

const selecting = (selector: object) => ({ namespaces: { from: 'Selector', selector } })
const attributes = (...pairs: (readonly [string, string])[]) => ({
  attributes: pairs.map(([key, value]) => ({ key, value }))
})
const webACL = 'arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/main/1a2b-3c'

const hostnames: readonly (readonly [hostname: string, says?: string])[] = [
  ['shop.apps.example.com'],
  ['xn--bcher-kva.apps.example.com'],
  ['*.xn--bcher-kva.example.com'],
  ['a--b.apps.example.com'],
  ['axn--b.apps.example.com'],
  ['ab--cd.apps.example.com', 'no CA may certify it'],
  ['shop.ab--cd.example.com', 'no CA may certify it'],
  ['*.xa--cd.example.com', 'no CA may certify it'],
  ['a---b.example.com', 'no CA may certify it'],
  ['bücher.apps.example.com', `python3 -c "print('NAME'.encode('idna').decode())"`],
  ['shop_1.apps.example.com', "Leave out https://, a port, a path, '_' and a dot at the end"],
  ['https://shop.apps.example.com', 'Leave out https://'],
  ['shop.apps.example.com:443', 'a port'],
  ['shop.apps.example.com.', 'a dot at the end']
]

const domains: readonly (readonly [domain: object, says?: string])[] = [
  [{ validationZoneID: 'Z0123456789ABCDEFGHIJ' }],
  [{ hostedZoneID: '/hostedzone/Z0EXAMPLEAPPS' }, 'leave out /hostedzone/ in front'],
  [{ hostedZoneID: `/hostedzone/Z${'0'.repeat(31)}` }, 'leave out /hostedzone/ in front'],
  [{ validationZoneID: 'z0example' }, 'capital letters and digits'],
  [{ name: 'apps.example.com.' }, 'without a dot at the end'],
  [{ name: '*.apps.example.com' }, 'wildcardHostnames allows wildcards'],
  [{ name: 'Apps.example.com' }, 'in lower case'],
  [{ name: 'com' }, 'at least two labels'],
  [{ name: 'apps.example.12' }, 'a domain has to be public'],
  [{ name: 'ab--cd.example' }, 'no CA may certify it'],
  [{ name: 'bücher.example' }, 'python3'],
  [selecting({ matchLabels: { 'example.com/team': 'a_B.c', team: '' } })],
  [selecting({ matchLabels: { team: 'two words' } }), 'no namespace can have such a label'],
  [selecting({ matchLabels: { 'a/b/c': 'x' } }), 'no namespace can have such a label'],
  [{ namespaces: { from: 'Same' } }, '"All", "Selector"'],
  [{ nestedHostnames: 'Deny' }, '"Allow", "SameNamespace"']
]

const loadBalancers: readonly (readonly [loadBalancer: object, says?: string])[] = [
  [{ tags: { 'cost-center': 'Überbau 7', 'a:b/c=d+e@f': '' } }],
  [{ tags: { 'aws:createdBy': 'x' } }, 'cannot begin with aws:'],
  [{ tags: { 'AWS:createdBy': 'x' } }, 'cannot begin with aws:'],
  [{ tags: { 'elbv2.k8s.aws/cluster': 'y' } }, 'finds its load balancers by them'],
  [{ tags: { 'a*': 'y' } }, 'the key of a tag has 1 to 128 characters'],
  [{ tags: { ['k'.repeat(129)]: 'y' } }, 'the key of a tag has 1 to 128 characters'],
  [{ tags: { '': 'y' } }, 'the key of a tag has 1 to 128 characters'],
  [{ tags: { a: 'x*' } }, 'the value of a tag has at most 256 characters'],
  [{ tags: { a: 'x'.repeat(257) } }, '256'],
  [{ tags: Object.fromEntries([...Array(41).keys()].map(i => [`k${i}`, ''])) }, '40'],
  [{ sslPolicy: 'ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04' }],
  [{ sslPolicy: 'nonsense' }, 'aws elbv2 describe-ssl-policies'],
  [{ wafV2: { webACL } }],
  [{ wafV2: { webACL: 'main' } }, 'webACL is the ARN of a regional web ACL'],
  [{ wafV2: { webACL: webACL.replace('regional', 'global') } }, 'the ARN of a regional web ACL'],
  [{ securityGroups: ['sg-0123456789abcdef0', 'edge of the cluster'] }],
  [{ securityGroups: ['sg-XYZ'] }, 'a security group is named by its ID'],
  [{ securityGroups: [''] }, 'a security group is named by its ID'],
  [
    { scheme: 'internal', ipAddressType: 'dualstack-without-public-ipv4' },
    'an internal load balancer has no public addresses'
  ],
  [attributes(['idle_timeout.timeout_seconds', '4000'], ['routing.http2.enabled', 'false'])],
  [attributes(['some.new.attribute', 'x'])],
  [attributes(['access_logs.s3.enabled', 'true'], ['access_logs.s3.bucket', 'logs'])],
  [
    attributes(['routing.http2.enabled', 'true'], ['routing.http2.enabled', 'false']),
    'each attribute can be there once'
  ],
  [attributes(['idle_timeout.timeout_seconds', 'abc']), "is a number from '1' to '4000'"],
  [attributes(['idle_timeout.timeout_seconds', '4001']), "is a number from '1' to '4000'"],
  [attributes(['client_keep_alive.seconds', '59']), "is a number from '60' to '604800'"],
  [attributes(['deletion_protection.enabled', 'yes']), "is 'true' or 'false'"],
  [attributes(['ipv6.deny_all_igw_traffic', '1']), "is 'true' or 'false'"],
  [attributes(['routing.http.desync_mitigation_mode', 'off']), 'monitor, defensive or strictest'],
  [attributes(['routing.http.xff_header_processing.mode', 'off']), 'append, preserve or remove'],
  [attributes(['load_balancing.cross_zone.enabled', 'false']), 'leave it out'],
  [attributes(['access_logs.s3.enabled', 'true']), 'needs the attribute access_logs.s3.bucket'],
  [attributes(['Idle Timeout', '60']), 'the key of an attribute is in lower case']
]

const specs: readonly (readonly [spec: object, says?: string])[] = [
  [{ region: 'us-gov-west-1' }],
  [{ region: 'eusc-de-east-1' }],
  [{ region: 'eu-central-1a' }, 'availability zone'],
  [{ region: 'Frankfurt' }, 'such as eu-central-1'],
  [{ albHostedZoneID: '/hostedzone/Z215JYRZR1TBD5' }, 'leave out /hostedzone/ in front']
]

function told(what: unknown): string {
  return JSON.stringify(what).slice(0, 80)
}

/** Inputs from the field and their kind. Some are right, and look like those that are not. */
export const inputs: readonly RefusedInput[] = [
  ...hostnames.map(([hostname, says]) => ({
    given: hostname,
    object: aRequestFor(hostname),
    says
  })),
  ...domains.map(([domain, says]) => ({
    given: told(domain),
    object: aPoolWith({}, domain),
    says
  })),
  ...loadBalancers.map(([loadBalancer, says]) => ({
    given: told(loadBalancer),
    object: aPoolWith({}, {}, loadBalancer),
    says
  })),
  ...specs.map(([spec, says]) => ({ given: told(spec), object: aPoolWith(spec), says }))
]
