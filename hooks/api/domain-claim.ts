import Type, { type Static } from 'typebox'
import type { KubernetesObject } from './objects.ts'
import {
  ageColumn,
  certificateARN,
  choice,
  conditionColumn,
  conditions,
  hostname,
  hostnameRules,
  immutable,
  immutableOptional,
  type Kind,
  namespaceName,
  objectName,
  requestRef,
  rules,
  text,
  time,
  zoneID
} from './schema.ts'

const target = Type.Object(
  {
    dnsName: text(253, { description: 'DNS name of the load balancer, as the Gateway gives it.' }),
    hostedZoneID: zoneID({ description: "Canonical hosted zone id of that region's application load balancers." }),
    recordTypes: Type.Array(choice(['A', 'AAAA']), {
      minItems: 1,
      maxItems: 2,
      description: 'A, and AAAA for dual stack.',
      'x-kubernetes-list-type': 'atomic'
    }),
    evaluateTargetHealth: Type.Boolean()
  },
  { description: 'What the alias points to; set once the Gateway has an address and carries the certificate.' }
)

const spec = Type.Object(
  {
    hostname: hostname({ description: 'The hostname held.', ...rules(...hostnameRules) }),
    requestRef,
    poolName: objectName({ description: 'The GatewayPool that wrote this claim.' }),
    region: Type.String({
      minLength: 1,
      maxLength: 32,
      pattern: '^[a-z0-9-]+$',
      description: 'Region of the certificate.'
    }),
    hostedZoneID: zoneID({ description: 'Hosted zone of the alias.' }),
    validationZoneID: Type.Optional(
      zoneID({ description: 'Public zone of the validation record, where hostedZoneID is private.' })
    ),
    gatewayRef: Type.Object(
      { namespace: namespaceName(), name: objectName(), sectionName: text(253) },
      { description: 'The Gateway and listener that serve the hostname.' }
    ),
    deletionPolicy: choice(['Delete', 'Retain'], { description: 'Whether alias and certificate go with the claim.' }),
    dns: Type.Object({
      validationTTLSeconds: Type.Integer({ minimum: 1, maximum: 86400 }),
      validationRecords: choice(['Delete', 'Keep'])
    }),
    releasedAt: Type.Optional(
      time({ description: 'Since when no request stands behind this claim; after the grace it is deleted.' })
    ),
    target: Type.Optional(target),
    gatewayStatus: Type.Optional(
      Type.Object(
        { ready: Type.Boolean(), reason: text(1024), message: text(1024) },
        { description: 'How the Gateway stands; kept up only until the claim was Ready once.' }
      )
    )
  },
  rules(
    immutable('hostname'),
    {
      rule: 'self.requestRef.__namespace__ == oldSelf.requestRef.__namespace__',
      message: 'a claim stays with its namespace: the hostname is held by another one'
    },
    immutable('poolName'),
    immutable('region'),
    immutable('hostedZoneID'),
    immutableOptional('validationZoneID'),
    immutable('gatewayRef')
  )
)

const validationRecord = Type.Object({ name: text(253), type: text(16), value: text(253) })

const status = Type.Object({
  observedGeneration: Type.Optional(Type.Integer()),
  certificate: Type.Optional(
    Type.Object({
      arn: Type.Optional(certificateARN({ description: 'The certificate in use or on its way.' })),
      status: Type.Optional(text(64, { description: "ACM's status of it, as last seen." })),
      requestedAt: Type.Optional(time({ description: 'When it was requested.' })),
      attempts: Type.Integer({
        minimum: 0,
        description: 'How many certificates of this claim have ended without use.'
      }),
      ended: Type.Optional(
        Type.Object(
          { arn: certificateARN(), reason: text(1024), at: time() },
          { description: 'The last certificate that failed, expired, was revoked or vanished, and was counted.' }
        )
      ),
      validationRecord: Type.Optional(validationRecord)
    })
  ),
  alias: Type.Optional(
    Type.Object({
      target: text(253),
      recordTypes: Type.Array(text(8), { maxItems: 2, 'x-kubernetes-list-type': 'atomic' }),
      changeID: Type.Optional(text(64, { description: 'The Route 53 change that is not yet INSYNC.' })),
      repairs: Type.Optional(Type.Integer({ minimum: 0, description: 'How often it had to be written again lately.' })),
      repairedAt: Type.Optional(time())
    })
  ),
  readySince: Type.Optional(time({ description: 'When the hostname was Ready for the first time.' })),
  cleanSince: Type.Optional(time({ description: 'While being deleted: when AWS was first seen clean.' })),
  conditions: Type.Optional(conditions)
})

export type DomainClaimSpec = Static<typeof spec>
export type DomainClaimStatus = Static<typeof status>
export type CertificateStatus = NonNullable<DomainClaimStatus['certificate']>
export type AliasStatus = NonNullable<DomainClaimStatus['alias']>
export type Target = Static<typeof target>
/** The cluster-wide hold on one hostname, and all of AWS for it. */
export type DomainClaim = KubernetesObject<DomainClaimSpec, DomainClaimStatus>

export const domainClaimKind: Kind = {
  kind: 'DomainClaim',
  plural: 'domainclaims',
  singular: 'domainclaim',
  shortNames: ['dclaim'],
  scope: 'Cluster',
  description:
    'Holds one hostname for one namespace, and stands for its certificate and DNS records. Written by its GatewayPool only: do not create, edit or delete it.',
  spec,
  status,
  printerColumns: [
    { name: 'Hostname', type: 'string', jsonPath: '.spec.hostname' },
    { name: 'Namespace', type: 'string', jsonPath: '.spec.requestRef.namespace' },
    conditionColumn('Ready', 'Ready', 'status'),
    conditionColumn('Reason', 'Ready', 'reason'),
    { name: 'Gateway', type: 'string', jsonPath: '.spec.gatewayRef.name' },
    { name: 'Pool', type: 'string', jsonPath: '.spec.poolName', priority: 1 },
    { name: 'Released', type: 'date', jsonPath: '.spec.releasedAt', priority: 1 },
    { name: 'Certificate', type: 'string', jsonPath: '.status.certificate.arn', priority: 1 },
    conditionColumn('Message', 'Ready', 'message', 1),
    ageColumn
  ]
}
