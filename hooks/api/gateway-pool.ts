import Type, { type Static } from 'typebox'
import { loadBalancerOf } from './load-balancer.ts'
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
  time,
  writtenZoneID
} from './schema.ts'

const anotherPool = 'create another GatewayPool, and let teams move their requests there'

const capacity = Type.Object(
  {
    maxHostnamesPerGateway: Type.Integer({
      default: 25,
      minimum: 1,
      maximum: 62,
      description:
        'The most hostnames on one Gateway. The AWS quota for certificates of an ALB is 25 by ' +
        'default: raise the quota of the account before you raise this number.'
    }),
    minGateways: Type.Integer({
      default: 0,
      minimum: 0,
      maximum: 100,
      description: 'How many Gateways the pool keeps even if they have no hostname.'
    }),
    maxGateways: Type.Integer({
      default: 10,
      minimum: 1,
      maximum: 100,
      description: 'The most Gateways of the pool. Each Gateway is one ALB, which costs money.'
    })
  },
  {
    default: {},
    description:
      'How many Gateways the pool may have, and how many hostnames each Gateway may have.',
    ...rules({
      rule: 'self.minGateways <= self.maxGateways',
      message: 'minGateways cannot be greater than maxGateways'
    })
  }
)

const dns = Type.Object(
  {
    evaluateTargetHealth: Type.Boolean({
      default: true,
      description:
        'If true, Route 53 answers with a load balancer only while it has healthy targets.'
    }),
    validationTTLSeconds: Type.Integer({
      default: 300,
      minimum: 1,
      maximum: 86400,
      description: "TTL of ACM's validation records, in seconds."
    }),
    validationRecords: choice(['Delete', 'Keep'], {
      default: 'Delete',
      description:
        'Delete removes a validation record when no certificate of the account needs it any ' +
        'more. Keep leaves it. If a wildcard record answered for the hostname, the copies of its ' +
        'records stay too, and no longer follow the wildcard.'
    })
  },
  { default: {}, description: 'How DNS records are written.' }
)

const deletionBrake = Type.Object(
  {
    percent: Type.Integer({
      default: 50,
      minimum: 0,
      maximum: 100,
      description:
        'If more than this share of the hostnames of the pool is released within an hour, the ' +
        'pool deletes none of them. 100 switches the brake off.'
    }),
    atLeast: Type.Integer({
      default: 10,
      minimum: 1,
      maximum: 10_000,
      description: 'Fewer releases than this within an hour are never held back.'
    })
  },
  {
    default: {},
    description:
      'Protects against the deletion of many hostnames by mistake. Hostnames that are held back ' +
      'keep working until the annotation gateway-orchestrator.io/allow-deletions allows their ' +
      'deletion: see the reason DeletionBraked.'
  }
)

const spec = Type.Object(
  {
    gatewayClassName: objectName({
      description: 'GatewayClass of the AWS Load Balancer Controller. It cannot be changed.'
    }),
    gatewayNamespace: namespaceName({
      description:
        'Namespace of the Gateways. Create it before the pool, for pools only: the pool takes ' +
        'over objects in it that have a name the pool uses. App teams need no access to it. ' +
        'It cannot be changed.'
    }),
    region: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 32,
        ...rules({
          rule: "self.matches('^[a-z]+(-[a-z]+)+-[0-9]+$')",
          message:
            'a region has a name of AWS, such as eu-central-1; eu-central-1a is an availability ' +
            'zone of that region'
        }),
        description:
          'AWS region of the certificates and load balancers. By default the region of the ' +
          'hooks (AWS_REGION). It cannot be changed.'
      })
    ),
    albHostedZoneID: Type.Optional(
      writtenZoneID({
        description:
          'Canonical hosted zone ID of application load balancers in the region. Needed only for ' +
          'a region that the hooks do not know.'
      })
    ),
    domains: Type.Array(domain, {
      minItems: 1,
      maxItems: 64,
      description: 'The allowlist: which hostnames may be requested, and from which namespaces.',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name']
    }),
    capacity,
    loadBalancer: loadBalancerOf(anotherPool),
    dns,
    releaseGraceSeconds: Type.Integer({
      default: 300,
      minimum: 0,
      maximum: 604800,
      description:
        'For how many seconds a hostname keeps working, and stays with its namespace, after its ' +
        'request is gone. If the request is created again in this time, there is no outage.'
    }),
    deletionBrake,
    deletionPolicy: choice(['Delete', 'Retain'], {
      default: 'Delete',
      description:
        'Delete removes the alias record and the certificate of a hostname that is no longer ' +
        'requested. Retain leaves them in AWS.'
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
  hostnames: Type.Integer({ description: 'How many hostnames are on the Gateway.' }),
  ready: Type.Boolean({ description: 'Whether the load balancer is as the Gateway describes it.' })
})

const spentCertificates = Type.Object({
  namespace: text(63, {
    description: "The namespace, or '*' for certificates that were spent before the count began."
  }),
  certificates: Type.Number({
    minimum: 0,
    description:
      'How many certificates had been spent at asOf. What was spent long before counts for less.'
  }),
  asOf: time({ description: 'When the last of these hostnames was deleted.' }),
  deletedThen: Type.Integer({
    minimum: 0,
    description: 'How many hostnames were deleted in the second of asOf.'
  })
})

/** The most entries of `status.deletionBrake.gone`. */
export const mostGoneEntries = 1000

const brakeStatus = Type.Object(
  {
    heldBack: Type.Optional(
      Type.Integer({
        minimum: 1,
        description:
          'How many released hostnames are held back. The annotation ' +
          'gateway-orchestrator.io/allow-deletions with this number allows their deletion.'
      })
    ),
    annotation: Type.Optional(
      text(64, {
        description:
          'The value of the annotation that the pool has seen. A value that was seen allows ' +
          'nothing more.'
      })
    ),
    allowedUpTo: Type.Optional(
      time({ description: 'Hostnames that were released up to this time may be deleted.' })
    ),
    gone: Type.Optional(
      Type.Array(
        Type.Object({
          releasedAt: time({ description: 'When the hostnames were released.' }),
          hostnames: Type.Integer({ minimum: 1, description: 'How many hostnames.' })
        }),
        {
          maxItems: mostGoneEntries,
          description: 'Releases whose hostnames are deleted now, or were deleted lately.',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['releasedAt']
        }
      )
    )
  },
  { description: 'What the deletion brake of the pool remembers.' }
)

const status = Type.Object({
  observedGeneration,
  hostnames: Type.Optional(
    Type.Integer({
      description: 'How many hostnames the pool holds, including released hostnames.'
    })
  ),
  waiting: Type.Optional(
    Type.Integer({ description: 'How many admitted requests have no claim yet.' })
  ),
  free: Type.Optional(
    Type.Integer({ description: 'How many more hostnames the pool has room for.' })
  ),
  gateways: Type.Optional(
    Type.Array(gatewayStatus, {
      maxItems: 128,
      description: 'The Gateways of the pool.',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name']
    })
  ),
  spentCertificates: Type.Optional(
    Type.Array(spentCertificates, {
      maxItems: 256,
      description:
        'What namespaces have spent of the certificates that the account may request in a year, ' +
        'with hostnames of this pool that are gone. The most first.',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['namespace']
    })
  ),
  deletionBrake: Type.Optional(brakeStatus),
  conditions: Type.Optional(conditions)
})

export type GatewayPoolSpec = Static<typeof spec>
export type GatewayPoolStatus = Static<typeof status>
export type { LabelSelector, PoolDomain } from './pool-domain.ts'

/** The platform team's allowlist of domains, and the Gateways that serve their hostnames. */
export type GatewayPool = KubernetesObject<GatewayPoolSpec, GatewayPoolStatus>

export const gatewayPoolKind: Kind = {
  kind: 'GatewayPool',
  plural: 'gatewaypools',
  singular: 'gatewaypool',
  shortNames: ['gwpool'],
  scope: 'Cluster',
  description:
    'Says which hostnames app teams may request, and manages the Gateways (one ALB each) that ' +
    'serve them.',
  specDescription: 'Which hostnames are allowed, and the Gateways that serve them.',
  spec,
  status,
  rules: [
    {
      // The name of the pool is the beginning of the names of its Gateways and of their objects.
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
