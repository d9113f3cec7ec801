import Type, { type Static } from 'typebox'
import type { KubernetesObject } from './objects.ts'
import {
  ageColumn,
  choice,
  conditionColumn,
  conditions,
  immutable,
  immutableOptional,
  type Kind,
  label,
  namespaceName,
  objectName,
  observedGeneration,
  rules,
  text,
  zoneID
} from './schema.ts'

const anotherPool = 'make another GatewayPool, and let teams move their requests there'

const labelSelector = Type.Object(
  {
    matchLabels: Type.Optional(
      Type.Record(Type.String(), text(63), { maxProperties: 16, description: 'Labels that a namespace must carry.' })
    ),
    matchExpressions: Type.Optional(
      Type.Array(
        Type.Object(
          {
            key: text(316, { description: 'Key of the label.' }),
            operator: choice(['In', 'NotIn', 'Exists', 'DoesNotExist'], {
              description: 'How its value compares with values.'
            }),
            values: Type.Optional(
              Type.Array(text(63), {
                maxItems: 32,
                description: 'Values for In and NotIn.',
                'x-kubernetes-list-type': 'atomic'
              })
            )
          },
          rules({
            rule: "(self.operator in ['In', 'NotIn']) == (has(self.values) && size(self.values) > 0)",
            message: 'In and NotIn need values; Exists and DoesNotExist take none'
          })
        ),
        {
          maxItems: 16,
          description: 'Further conditions on labels; all must hold.',
          'x-kubernetes-list-type': 'atomic'
        }
      )
    )
  },
  { description: 'Namespaces by their labels, where `from` is Selector.' }
)

const domain = Type.Object(
  {
    name: Type.String({
      minLength: 3,
      maxLength: 253,
      pattern: `^(${label}\\.)+${label}$`,
      description: 'The suffix: hostnames below it may be asked for. Where several fit, the longest decides.'
    }),
    hostedZoneID: zoneID({ description: 'Route 53 hosted zone that takes the alias records.' }),
    validationZoneID: Type.Optional(
      zoneID({ description: "Public hosted zone for ACM's validation records, where hostedZoneID is a private zone." })
    ),
    namespaces: Type.Object(
      {
        from: choice(['All', 'Selector'], { description: 'All namespaces, or those that the selector names.' }),
        selector: Type.Optional(labelSelector)
      },
      {
        description: 'Which namespaces may ask for hostnames of this domain. There is no default: it has to be said.',
        ...rules({
          rule: "(self.from == 'Selector') == has(self.selector)",
          message: 'selector goes with from: Selector, and only with it'
        })
      }
    ),
    apexHostname: choice(['Forbid', 'Allow'], {
      default: 'Forbid',
      description: 'Whether the domain itself (example.com for example.com) may be asked for.'
    }),
    wildcardHostnames: choice(['Forbid', 'Allow'], {
      default: 'Forbid',
      description: 'Whether wildcards (*.example.com) may be asked for.'
    }),
    maxHostnamesPerNamespace: Type.Integer({
      default: 50,
      minimum: 0,
      maximum: 10000,
      description: 'How many hostnames of this domain one namespace may hold; those being released count.'
    })
  },
  { description: 'One domain, and who may have hostnames in it.' }
)

const capacity = Type.Object(
  {
    maxHostnamesPerGateway: Type.Integer({
      default: 25,
      minimum: 1,
      maximum: 62,
      description:
        'Hostnames on one Gateway. An ALB carries 25 certificates by default: raise that quota of the account before this number.'
    }),
    minGateways: Type.Integer({ default: 0, minimum: 0, maximum: 100, description: 'Gateways kept even when empty.' }),
    maxGateways: Type.Integer({
      default: 10,
      minimum: 1,
      maximum: 100,
      description: 'The most Gateways the pool may grow to. Each is one ALB, which costs money.'
    })
  },
  {
    default: {},
    description: 'How many Gateways the pool may have, and how many hostnames go on one.',
    ...rules({ rule: 'self.minGateways <= self.maxGateways', message: 'minGateways cannot be above maxGateways' })
  }
)

const loadBalancer = Type.Object(
  {
    scheme: choice(['internet-facing', 'internal'], {
      default: 'internet-facing',
      description: 'Whether the load balancers face the internet or only the VPC. It cannot be changed.'
    }),
    ipAddressType: choice(['ipv4', 'dualstack', 'dualstack-without-public-ipv4'], {
      default: 'ipv4',
      description: 'Addresses of the load balancers. With dual stack, AAAA records are made too.'
    }),
    sslPolicy: Type.String({
      default: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      minLength: 1,
      maxLength: 128,
      description: 'TLS policy of the HTTPS listener, by its AWS name.'
    }),
    targetType: choice(['ip', 'instance'], {
      default: 'ip',
      description: 'How the ALB reaches pods: by their own addresses, or through a port of their nodes.'
    }),
    tags: Type.Optional(Type.Record(Type.String(), text(256), { maxProperties: 40, description: 'Tags of the ALB.' })),
    wafV2: Type.Optional(
      Type.Object({ webACL: text(2048, { description: 'ARN of the web ACL.' }) }, { description: 'AWS WAF.' })
    ),
    securityGroups: Type.Optional(
      Type.Array(text(255), {
        maxItems: 5,
        description: 'Ids or names of security groups.',
        'x-kubernetes-list-type': 'atomic'
      })
    ),
    attributes: Type.Optional(
      Type.Array(Type.Object({ key: text(256), value: text(1024) }), {
        maxItems: 32,
        description: 'Load balancer attributes, for example access_logs.s3.enabled.',
        'x-kubernetes-list-type': 'atomic'
      })
    )
  },
  { default: {}, description: 'What the ALBs look like.', ...rules(immutable('scheme', anotherPool)) }
)

const dns = Type.Object(
  {
    evaluateTargetHealth: Type.Boolean({
      default: true,
      description: 'Whether Route 53 answers with a load balancer only while it has healthy targets.'
    }),
    validationTTLSeconds: Type.Integer({
      default: 300,
      minimum: 1,
      maximum: 86400,
      description: "TTL of ACM's validation records."
    }),
    validationRecords: choice(['Delete', 'Keep'], {
      default: 'Delete',
      description: 'Whether a validation record is removed when no certificate of the account needs it any more.'
    })
  },
  { default: {}, description: 'How DNS records are written.' }
)

const spec = Type.Object(
  {
    gatewayClassName: objectName({
      description: 'GatewayClass of the AWS Load Balancer Controller. It cannot be changed.'
    }),
    gatewayNamespace: namespaceName({
      description: 'Namespace for the Gateways; app teams need no access to it. It cannot be changed.'
    }),
    region: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 32,
        pattern: '^[a-z0-9-]+$',
        description: "Region of the certificates and load balancers; absent: the hooks' own. It cannot be changed."
      })
    ),
    albHostedZoneID: Type.Optional(
      zoneID({
        description:
          'Canonical hosted zone id of application load balancers, only for a region that the hooks do not know.'
      })
    ),
    domains: Type.Array(domain, {
      minItems: 1,
      maxItems: 64,
      description: 'The allowlist: which hostnames, by whom.',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name']
    }),
    capacity,
    loadBalancer,
    dns,
    releaseGraceSeconds: Type.Integer({
      default: 300,
      minimum: 0,
      maximum: 604800,
      description:
        'How long a hostname is kept for its namespace after its request is gone. A request made again within it costs no outage.'
    }),
    deletionPolicy: choice(['Delete', 'Retain'], {
      default: 'Delete',
      description: 'Retain leaves alias records and certificates in AWS when a hostname is given up.'
    })
  },
  rules(
    immutable('gatewayClassName', anotherPool),
    immutable('gatewayNamespace', anotherPool),
    immutableOptional('region', anotherPool)
  )
)

const gatewayStatus = Type.Object({
  name: text(253, { description: 'Name of the Gateway in spec.gatewayNamespace.' }),
  hostnames: Type.Integer({ description: 'Hostnames placed on it.' }),
  ready: Type.Boolean({ description: 'Whether its load balancer is as the Gateway wants it.' })
})

const status = Type.Object({
  observedGeneration,
  hostnames: Type.Optional(Type.Integer({ description: 'Hostnames held, those being released included.' })),
  waiting: Type.Optional(Type.Integer({ description: 'Requests admitted that have no claim yet.' })),
  free: Type.Optional(Type.Integer({ description: 'Hostnames that still fit.' })),
  gateways: Type.Optional(
    Type.Array(gatewayStatus, {
      maxItems: 128,
      description: 'The Gateways of the pool.',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name']
    })
  ),
  conditions: Type.Optional(conditions)
})

export type GatewayPoolSpec = Static<typeof spec>
export type GatewayPoolStatus = Static<typeof status>
export type PoolDomain = Static<typeof domain>
export type LabelSelector = Static<typeof labelSelector>
/** What the platform team writes: an allowlist, and the Gateways that serve it. */
export type GatewayPool = KubernetesObject<GatewayPoolSpec, GatewayPoolStatus>

export const gatewayPoolKind: Kind = {
  kind: 'GatewayPool',
  plural: 'gatewaypools',
  singular: 'gatewaypool',
  shortNames: ['gwpool'],
  scope: 'Cluster',
  description: 'Says which hostnames app teams may ask for, and runs the Gateways (one ALB each) that serve them.',
  specDescription: 'Which hostnames are allowed, and what serves them.',
  spec,
  status,
  rules: [
    {
      // Names of the Gateways and of what belongs to them are made from it.
      rule: 'size(self.metadata.name) <= 40',
      message: 'the name of a GatewayPool has at most 40 characters'
    }
  ],
  printerColumns: [
    { name: 'Hostnames', type: 'integer', jsonPath: '.status.hostnames' },
    { name: 'Waiting', type: 'integer', jsonPath: '.status.waiting' },
    { name: 'Free', type: 'integer', jsonPath: '.status.free' },
    conditionColumn('Ready', 'Ready', 'status'),
    conditionColumn('Reason', 'Ready', 'reason'),
    { name: 'Namespace', type: 'string', jsonPath: '.spec.gatewayNamespace', priority: 1 },
    conditionColumn('Message', 'Ready', 'message', 1),
    ageColumn
  ]
}
