import Type, { type Static } from 'typebox'
import type { KubernetesObject } from './objects.ts'
import { domain } from './pool-domain.ts'
import {
  ageColumn,
  choice,
  conditionColumn,
  conditions,
  immutable,
  immutableOptional,
  type Kind,
  namespaceName,
  objectName,
  observedGeneration,
  rules,
  text,
  zoneID
} from './schema.ts'

const anotherPool = 'make another GatewayPool, and let teams move their requests there'

const capacity = Type.Object(
  {
    maxHostnamesPerGateway: Type.Integer({
      default: 25,
      minimum: 1,
      maximum: 62,
      description:
        'Hostnames on one Gateway. An ALB carries 25 certificates by default: raise that quota of the account before this number.'
    }),
    minGateways: Type.Integer({
      default: 0,
      minimum: 0,
      maximum: 100,
      description: 'Gateways kept even when empty.'
    }),
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
    ...rules({
      rule: 'self.minGateways <= self.maxGateways',
      message: 'minGateways cannot be above maxGateways'
    })
  }
)

const loadBalancer = Type.Object(
  {
    scheme: choice(['internet-facing', 'internal'], {
      default: 'internet-facing',
      description:
        'Whether the load balancers face the internet or only the VPC. It cannot be changed.'
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
      description:
        'How the ALB reaches pods: by their own addresses, or through a port of their nodes.'
    }),
    tags: Type.Optional(
      Type.Record(Type.String(), text(256), { maxProperties: 40, description: 'Tags of the ALB.' })
    ),
    wafV2: Type.Optional(
      Type.Object(
        { webACL: text(2048, { description: 'ARN of the web ACL.' }) },
        { description: 'AWS WAF.' }
      )
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
  {
    default: {},
    description: 'What the ALBs look like.',
    ...rules(immutable('scheme', anotherPool))
  }
)

const dns = Type.Object(
  {
    evaluateTargetHealth: Type.Boolean({
      default: true,
      description:
        'Whether Route 53 answers with a load balancer only while it has healthy targets.'
    }),
    validationTTLSeconds: Type.Integer({
      default: 300,
      minimum: 1,
      maximum: 86400,
      description: "TTL of ACM's validation records."
    }),
    validationRecords: choice(['Delete', 'Keep'], {
      default: 'Delete',
      description:
        'Whether a validation record is removed when no certificate of the account needs it any more.'
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
      description:
        'Namespace for the Gateways. It has to exist and belongs to the pools alone: what is there under a name of theirs is taken over. App teams need no access to it. It cannot be changed.'
    }),
    region: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 32,
        pattern: '^[a-z0-9-]+$',
        description:
          "Region of the certificates and load balancers; absent: the hooks' own. It cannot be changed."
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
      description:
        'Retain leaves alias records and certificates in AWS when a hostname is given up.'
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
  hostnames: Type.Optional(
    Type.Integer({ description: 'Hostnames held, those being released included.' })
  ),
  waiting: Type.Optional(
    Type.Integer({ description: 'Requests admitted that have no claim yet.' })
  ),
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
export type { LabelSelector, PoolDomain } from './pool-domain.ts'

/** What the platform team writes: an allowlist, and the Gateways that serve it. */
export type GatewayPool = KubernetesObject<GatewayPoolSpec, GatewayPoolStatus>

export const gatewayPoolKind: Kind = {
  kind: 'GatewayPool',
  plural: 'gatewaypools',
  singular: 'gatewaypool',
  shortNames: ['gwpool'],
  scope: 'Cluster',
  description:
    'Says which hostnames app teams may ask for, and runs the Gateways (one ALB each) that serve them.',
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
