import Type, { type Static } from 'typebox'
import type { KubernetesObject } from './objects.ts'
import {
  ageColumn,
  certificateARN,
  choice,
  conditionColumn,
  conditions,
  hostname,
  immutable,
  immutableOptional,
  type Kind,
  namespaceName,
  objectName,
  observedGeneration,
  requestRef,
  rules,
  text,
  time,
  zoneID
} from './schema.ts'

/**
 * Owned as a whole. A claim that was brought back from a backup has fields that the restoring program owns too; what the
 * pool leaves out would lose only some of its fields then, and the claim could never be written again.
 */
const asOne = { 'x-kubernetes-map-type': 'atomic' } as const

const target = Type.Object(
  {
    dnsName: text(253, { description: 'DNS name of the load balancer, as the Gateway gives it.' }),
    hostedZoneID: zoneID({
      description: "Canonical hosted zone id of that region's application load balancers."
    }),
    recordTypes: Type.Array(choice(['A', 'AAAA']), {
      minItems: 1,
      maxItems: 2,
      description: 'A, and AAAA for dual stack.',
      'x-kubernetes-list-type': 'atomic'
    }),
    evaluateTargetHealth: Type.Boolean({
      description:
        'Whether Route 53 answers with the load balancer only while it has healthy targets.'
    })
  },
  {
    description:
      'What the alias points to; set once the Gateway has an address and carries the certificate.',
    ...asOne
  }
)

const spec = Type.Object(
  {
    hostname: hostname({ description: 'The hostname held.' }),
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
      zoneID({
        description: 'Public zone of the validation record, where hostedZoneID is private.'
      })
    ),
    gatewayRef: Type.Object(
      {
        namespace: namespaceName({ description: 'Namespace of the Gateway.' }),
        name: objectName({ description: 'Name of the Gateway.' }),
        sectionName: text(253, { description: 'The listener of this hostname.' })
      },
      { description: 'The Gateway and listener that serve the hostname. A hostname never moves.' }
    ),
    deletionPolicy: choice(['Delete', 'Retain'], {
      description: 'Whether alias and certificate go with the claim.'
    }),
    dns: Type.Object(
      {
        validationTTLSeconds: Type.Integer({
          minimum: 1,
          maximum: 86400,
          description: "TTL of ACM's validation record."
        }),
        validationRecords: choice(['Delete', 'Keep'], {
          description: 'Whether it is removed when no certificate of the account needs it any more.'
        })
      },
      { description: 'How DNS records are written.' }
    ),
    releasedAt: Type.Optional(
      time({
        description:
          'Since when no request stands behind this claim; after the grace it is deleted.'
      })
    ),
    target: Type.Optional(target),
    gatewayStatus: Type.Optional(
      Type.Object(
        {
          ready: Type.Boolean({
            description: 'Whether its load balancer is as the Gateway wants it.'
          }),
          reason: text(1024, { description: 'Why not, in one word.' }),
          message: text(1024, { description: 'Why not, in words for the team that asked.' })
        },
        {
          description:
            'How the Gateway stands; once the claim was Ready, only what keeps it from its listener or its certificate.',
          ...asOne
        }
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
    immutable('gatewayRef'),
    {
      rule: '!has(self.releasedAt) || !has(oldSelf.releasedAt) || self.releasedAt == oldSelf.releasedAt',
      message: 'a release keeps its time until it is taken back: this write comes from an old cache'
    }
  )
)

const validationRecord = Type.Object(
  { name: text(253), type: text(16), value: text(253) },
  { description: 'The record by which ACM sees that the hostname is ours.' }
)

const status = Type.Object({
  observedGeneration,
  certificate: Type.Optional(
    Type.Object(
      {
        arn: Type.Optional(
          certificateARN({ description: 'The certificate in use or on its way.' })
        ),
        status: Type.Optional(text(64, { description: "ACM's status of it, as last seen." })),
        requestedAt: Type.Optional(time({ description: 'When it was requested.' })),
        attempts: Type.Integer({
          minimum: 0,
          description:
            'How many certificates of this claim have ended: failed, expired, revoked or deleted by somebody.'
        }),
        ended: Type.Optional(
          Type.Object(
            {
              arn: certificateARN(),
              reason: text(1024, { description: 'What became of it.' }),
              failureReason: Type.Optional(
                text(256, { description: "ACM's reason, where it failed." })
              ),
              at: time({ description: 'When that was seen.' })
            },
            {
              description:
                'The last certificate that failed, expired, was revoked or vanished, and was counted.'
            }
          )
        ),
        validationRecord: Type.Optional(validationRecord),
        attachedTo: Type.Optional(
          text(253, {
            description: 'Name of the load balancer that was seen using the certificate.'
          })
        )
      },
      { description: 'The ACM certificate of the hostname.' }
    )
  ),
  alias: Type.Optional(
    Type.Object(
      {
        target: text(253, { description: 'DNS name of the load balancer that it points to.' }),
        recordTypes: Type.Array(text(8), {
          maxItems: 2,
          description: 'A, and AAAA for dual stack.',
          'x-kubernetes-list-type': 'atomic'
        }),
        evaluateTargetHealth: Type.Optional(
          Type.Boolean({
            description: "Whether it was last written to follow the load balancer's health."
          })
        ),
        revision: Type.Optional(
          Type.Integer({
            minimum: 0,
            description: 'Revision of its ownership record, to which all of this refers.'
          })
        ),
        changeID: Type.Optional(
          text(64, { description: 'The Route 53 change that is not yet INSYNC.' })
        ),
        unconfirmedSince: Type.Optional(
          time({
            description: 'Since when it is seen without a change that Route 53 could be asked for.'
          })
        ),
        repairs: Type.Optional(
          Type.Integer({ minimum: 0, description: 'How often it had to be written again lately.' })
        ),
        repairedAt: Type.Optional(time({ description: 'When it was last written again.' }))
      },
      { description: 'The alias record of the hostname.' }
    )
  ),
  readySince: Type.Optional(
    time({ description: 'When the hostname was Ready for the first time.' })
  ),
  cleanSince: Type.Optional(
    time({ description: 'While being deleted: when AWS was first seen clean.' })
  ),
  conditions: Type.Optional(conditions)
})

/**
 * Types of a claim's conditions beside Ready: the steps on the way to Ready, in their order. A claim
 * that an older or newer version of the hooks has written may have other conditions.
 */
export const claimConditions = [
  'CertificateRequested',
  'DNSValidated',
  'CertificateIssued',
  'CertificateAttached',
  'DNSAliasReady'
] as const
export type ClaimCondition = (typeof claimConditions)[number]

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
  specDescription: 'Whose hostname it is, its zones, and what it points to.',
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
