import Type from 'typebox'
import { choice, immutable, rules, text } from './schema.ts'

// What AWS refuses stops all changes of a load balancer, and only an event of the AWS Load Balancer
// Controller says so. So the API server refuses what AWS is known to refuse. All of this is CEL,
// which the hooks do not evaluate: a pool that was written before a rule existed stays readable.

/** Characters that AWS takes in the key and in the value of a tag. */
const tagCharacters = '[\\\\p{L}\\\\p{Z}\\\\p{N}_.:/=+@-]'

const tags = Type.Record(Type.String(), text(256), {
  maxProperties: 40,
  description:
    'AWS tags of the ALBs. The controller adds tags of its own; AWS takes 50 for one load balancer.',
  ...rules(
    {
      rule: `self.all(key, key.matches('^${tagCharacters}{1,128}$'))`,
      message:
        'the key of a tag has 1 to 128 characters: letters, numbers, spaces and _ . : / = + - @'
    },
    {
      rule: `self.all(key, self[key].matches('^${tagCharacters}*$'))`,
      message:
        'the value of a tag has at most 256 characters: letters, numbers, spaces and _ . : / = + - @'
    },
    {
      rule: "self.all(key, !key.matches('^[aA][wW][sS]:'))",
      message:
        'a tag cannot begin with aws: because AWS keeps these tags for itself: rename the tag'
    },
    {
      rule: "self.all(key, !key.matches('^(elbv2|gateway|ingress|service)[.]k8s[.]aws'))",
      message:
        'the AWS Load Balancer Controller sets the tags that begin with elbv2.k8s.aws, ' +
        'gateway.k8s.aws, ingress.k8s.aws and service.k8s.aws, and finds its load balancers by ' +
        'them: rename the tag'
    }
  )
})

const webACL = text(2048, {
  description: 'ARN of the web ACL.',
  ...rules({
    rule:
      "self.matches('^arn:[a-z-]+:wafv2:[a-z0-9-]+:[0-9]{12}:regional/webacl/" +
      "[A-Za-z0-9_-]+/[a-z0-9-]+$')",
    message:
      'webACL is the ARN of a regional web ACL of AWS WAF v2, such as ' +
      'arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/NAME/ID'
  })
})

const securityGroup = text(255, {
  ...rules({
    rule:
      "self.matches('^[^ ](.*[^ ])?$') && " +
      "(!self.startsWith('sg-') || self.matches('^sg-[0-9a-f]+$'))",
    message:
      'a security group is named by its ID, such as sg-0123456789abcdef0, or by its tag Name, ' +
      'which does not begin with sg-'
  })
})

const isKey = (key: string) => `self.key == '${key}'`
const isOneOf = (...values: string[]) => `self.value in ['${values.join("', '")}']`
const isNumber = (least: number, most: number) =>
  `self.value.matches('^[0-9]{1,6}$') && int(self.value) >= ${least} && int(self.value) <= ${most}`

/** A rule on the value of one attribute. */
function valueRule(key: string, rule: string, message: string) {
  return { rule: `!(${isKey(key)}) || (${rule})`, message: `${key} ${message}` }
}

// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/ (LoadBalancerAttribute)
const attribute = Type.Object(
  {
    key: text(256, {
      ...rules({
        rule: "self.matches('^[a-z0-9_]+([.][a-z0-9_]+)+$')",
        message:
          'the key of an attribute is in lower case and has dots, such as ' +
          'idle_timeout.timeout_seconds'
      })
    }),
    value: text(1024)
  },
  rules(
    {
      rule:
        `!(self.key.endsWith('.enabled') || ${isKey('ipv6.deny_all_igw_traffic')}) || ` +
        isOneOf('true', 'false'),
      message: "the value of this attribute is 'true' or 'false', in quotes"
    },
    valueRule('idle_timeout.timeout_seconds', isNumber(1, 4000), "is a number from '1' to '4000'"),
    valueRule(
      'client_keep_alive.seconds',
      isNumber(60, 604800),
      "is a number from '60' to '604800'"
    ),
    valueRule(
      'routing.http.desync_mitigation_mode',
      isOneOf('monitor', 'defensive', 'strictest'),
      'is monitor, defensive or strictest'
    ),
    valueRule(
      'routing.http.xff_header_processing.mode',
      isOneOf('append', 'preserve', 'remove'),
      'is append, preserve or remove'
    ),
    valueRule(
      'load_balancing.cross_zone.enabled',
      isOneOf('true'),
      'cannot be changed for an ALB: leave it out'
    )
  )
)

/** Logs that are on need a bucket. */
function bucketFor(logs: string) {
  return {
    rule:
      `!self.exists(a, a.key == '${logs}.s3.enabled' && a.value == 'true') || ` +
      `self.exists(a, a.key == '${logs}.s3.bucket' && a.value != '')`,
    message: `${logs}.s3.enabled needs the attribute ${logs}.s3.bucket too`
  }
}

const attributes = Type.Array(attribute, {
  maxItems: 32,
  description: 'Load balancer attributes, for example access_logs.s3.enabled.',
  'x-kubernetes-list-type': 'atomic',
  ...rules(
    {
      rule: 'self.all(a, self.exists_one(b, a.key == b.key))',
      message: 'each attribute can be there once: leave one of the two values out'
    },
    bucketFor('access_logs'),
    bucketFor('connection_logs'),
    bucketFor('health_check_logs')
  )
})

const fields = {
  scheme: choice(['internet-facing', 'internal'], {
    default: 'internet-facing',
    description:
      'Whether the load balancers face the internet or only the VPC. It cannot be changed.'
  }),
  ipAddressType: choice(['ipv4', 'dualstack', 'dualstack-without-public-ipv4'], {
    default: 'ipv4',
    description:
      'Addresses of the load balancers. With dual stack, hostnames also get AAAA records.'
  }),
  sslPolicy: Type.String({
    default: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
    minLength: 1,
    maxLength: 128,
    description: 'AWS name of the TLS security policy of the HTTPS listener.',
    ...rules({
      rule: "self.matches('^ELBSecurityPolicy-[A-Za-z0-9-]+$')",
      message:
        'a security policy has a name of AWS, such as ELBSecurityPolicy-TLS13-1-2-2021-06: ' +
        '`aws elbv2 describe-ssl-policies` lists them'
    })
  }),
  targetType: choice(['ip', 'instance'], {
    default: 'ip',
    description: 'How the ALB reaches pods: at the IP addresses of the pods, or through node ports.'
  }),
  tags: Type.Optional(tags),
  wafV2: Type.Optional(
    Type.Object({ webACL }, { description: 'The AWS WAF web ACL in front of the ALBs.' })
  ),
  securityGroups: Type.Optional(
    Type.Array(securityGroup, {
      maxItems: 5,
      description: 'IDs or names of the security groups of the ALBs.',
      'x-kubernetes-list-type': 'atomic'
    })
  ),
  attributes: Type.Optional(attributes)
}

/**
 * The settings of a pool for its ALBs.
 * @param anotherPool what to do instead of changing a field that cannot be changed
 */
export function loadBalancerOf(anotherPool: string) {
  return Type.Object(fields, {
    default: {},
    description: 'Settings of the ALBs.',
    ...rules(immutable('scheme', anotherPool), {
      rule: "self.scheme != 'internal' || self.ipAddressType != 'dualstack-without-public-ipv4'",
      message:
        'ipAddressType dualstack-without-public-ipv4 is for internet-facing load balancers: ' +
        'an internal load balancer has no public addresses, so write dualstack'
    })
  })
}
