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
  type Kind,
  namespaceName,
  objectName,
  observedGeneration,
  type Rule,
  requestRef,
  rules,
  text,
  time,
  zoneID
} from './schema.ts'

/**
 * With this keyword, field managers own an object only as a whole. Without it, a claim that was
 * restored from a backup could become impossible to write. The program that restored the claim
 * would own the fields of the object together with the pool. If the pool then left the object out,
 * only some of the object's required fields would go.
 */
const atomicMap = { 'x-kubernetes-map-type': 'atomic' } as const

const target = Type.Object(
  {
    dnsName: text(253, {
      description: 'DNS name of the load balancer, from the status of the Gateway.'
    }),
    hostedZoneID: zoneID({
      description: 'Canonical hosted zone ID of application load balancers in the region.'
    }),
    recordTypes: Type.Array(choice(['A', 'AAAA']), {
      minItems: 1,
      maxItems: 2,
      description: 'A for IPv4. A and AAAA for dual stack.',
      'x-kubernetes-list-type': 'atomic'
    }),
    evaluateTargetHealth: Type.Boolean({
      description:
        'If true, Route 53 answers with the load balancer only while it has healthy targets.'
    })
  },
  {
    description:
      'The load balancer that the alias record points to. ' +
      'Set once the Gateway has an address and carries the certificate.',
    ...atomicMap
  }
)

const spec = Type.Object(
  {
    hostname: hostname({ description: 'The hostname that this claim holds.' }),
    requestRef,
    poolName: objectName({ description: 'The GatewayPool that wrote this claim.' }),
    region: Type.String({
      minLength: 1,
      maxLength: 32,
      pattern: '^[a-z0-9-]+$',
      description: 'AWS region of the certificate.'
    }),
    hostedZoneID: zoneID({
      description:
        'Route 53 hosted zone of the alias record. The pool can change it until the claim has a ' +
        'certificate.'
    }),
    validationZoneID: Type.Optional(
      zoneID({
        description:
          "Public hosted zone of ACM's validation record, if hostedZoneID is a private zone."
      })
    ),
    gatewayRef: Type.Object(
      {
        namespace: namespaceName({ description: 'Namespace of the Gateway.' }),
        name: objectName({ description: 'Name of the Gateway.' }),
        sectionName: text(253, { description: 'Name of the listener for this hostname.' })
      },
      { description: 'The Gateway and listener that serve the hostname. They never change.' }
    ),
    targetType: Type.Optional(
      choice(['ip', 'instance'], {
        description: 'How the load balancer reaches pods: see loadBalancer.targetType of the pool.'
      })
    ),
    deletionPolicy: choice(['Delete', 'Retain'], {
      description:
        'Delete removes the alias record and the certificate together with the claim. ' +
        'Retain leaves them in AWS.'
    }),
    dns: Type.Object(
      {
        validationTTLSeconds: Type.Integer({
          minimum: 1,
          maximum: 86400,
          description: "TTL of ACM's validation record, in seconds."
        }),
        validationRecords: choice(['Delete', 'Keep'], {
          description:
            'Delete removes the validation record when no certificate of the account needs it ' +
            'any more. Keep leaves it, with the copies of the records of a wildcard that belong ' +
            'to it.'
        })
      },
      { description: 'How DNS records are written.' }
    ),
    releasedAt: Type.Optional(
      time({
        description:
          'When the request of this claim was first seen to be gone. The claim is deleted ' +
          'releaseGraceSeconds (a field of the pool) later.'
      })
    ),
    noRetryBefore: Type.Optional(
      time({
        description:
          'Until then no certificate is requested in place of one that has failed, because the ' +
          'namespace has used up its share of the certificates of a year.'
      })
    ),
    target: Type.Optional(target),
    gatewayStatus: Type.Optional(
      Type.Object(
        {
          ready: Type.Boolean({
            description: 'Whether the load balancer is as the Gateway describes it.'
          }),
          reason: text(1024, { description: 'Why the Gateway is not ready, in one word.' }),
          message: text(1024, {
            description: 'Why the Gateway is not ready, in words for the app team.'
          })
        },
        {
          description:
            'State of the Gateway. Once the claim has been Ready, this names only problems ' +
            'with the listener or the certificate of the hostname.',
          ...atomicMap
        }
      )
    )
  },
  rules(
    immutable('hostname'),
    {
      rule: 'self.requestRef.__namespace__ == oldSelf.requestRef.__namespace__',
      message: 'the namespace of a claim cannot be changed: another namespace holds this hostname'
    },
    immutable('poolName'),
    immutable('region'),
    immutable('gatewayRef'),
    {
      rule:
        '!has(self.releasedAt) || !has(oldSelf.releasedAt) || ' +
        'self.releasedAt >= oldSelf.releasedAt',
      message:
        'releasedAt can be removed or become later, but not earlier: this write is based on an ' +
        'outdated cache'
    }
  )
)

const validationRecord = Type.Object(
  { name: text(253), type: text(16), value: text(253) },
  { description: 'The CNAME record by which ACM sees that we control the hostname.' }
)

const validation = Type.Object(
  {
    repairs: Type.Integer({
      minimum: 0,
      description:
        'How often the record was written again because it was gone. It is 4 at most. The count ' +
        'starts again after two hours without a repair.'
    }),
    repairedAt: time({ description: 'When the record was last written.' })
  },
  { description: 'What was written of validationRecord.' }
)

const status = Type.Object({
  observedGeneration,
  certificate: Type.Optional(
    Type.Object(
      {
        arn: Type.Optional(
          certificateARN({ description: 'ARN of the certificate in use, or of the one requested.' })
        ),
        status: Type.Optional(text(64, { description: 'Its status in ACM, as last seen.' })),
        requestedAt: Type.Optional(time({ description: 'When the certificate was requested.' })),
        attempts: Type.Integer({
          minimum: 0,
          description:
            'How many certificates of this claim have ended: they failed, expired, were revoked, ' +
            'or were deleted by somebody else.'
        }),
        ended: Type.Optional(
          Type.Object(
            {
              arn: certificateARN(),
              reason: text(1024, { description: 'How the certificate ended.' }),
              failureReason: Type.Optional(
                text(256, { description: "ACM's reason, if the certificate failed." })
              ),
              at: time({ description: 'When the hooks saw that the certificate had ended.' })
            },
            { description: 'The last certificate that is counted in attempts.' }
          )
        ),
        renewal: Type.Optional(
          Type.Object(
            {
              status: text(64, { description: "State of the renewal in ACM's words." }),
              reason: Type.Optional(text(256, { description: "ACM's reason." }))
            },
            { description: 'The renewal that ACM cannot carry out, as last seen.' }
          )
        ),
        validationRecord: Type.Optional(validationRecord),
        validation: Type.Optional(validation),
        attachedTo: Type.Optional(
          text(253, {
            description: 'Name of the load balancer that uses the certificate, according to ACM.'
          })
        )
      },
      { description: 'The ACM certificate of the hostname.' }
    )
  ),
  alias: Type.Optional(
    Type.Object(
      {
        target: text(253, {
          description: 'DNS name of the load balancer that the record points to.'
        }),
        recordTypes: Type.Array(text(8), {
          maxItems: 2,
          description: 'A for IPv4. A and AAAA for dual stack.',
          'x-kubernetes-list-type': 'atomic'
        }),
        evaluateTargetHealth: Type.Optional(
          Type.Boolean({
            description: 'The value of evaluateTargetHealth when the record was last written.'
          })
        ),
        revision: Type.Optional(
          Type.Integer({
            minimum: 0,
            description:
              'Revision of the ownership record that the other fields of this alias belong to.'
          })
        ),
        changeID: Type.Optional(
          text(64, { description: 'ID of the Route 53 change that is not yet INSYNC.' })
        ),
        unconfirmedSince: Type.Optional(
          time({
            description:
              'When the record was first seen without a known change ID, so that Route 53 ' +
              'cannot be asked whether the change is INSYNC.'
          })
        ),
        repairs: Type.Optional(
          Type.Integer({
            minimum: 0,
            description:
              'How often somebody else changed or deleted the record, or wrote other records ' +
              'beside it. It is 4 at most. The count starts again after two hours without a change.'
          })
        ),
        repairedAt: Type.Optional(
          time({ description: 'When a change of somebody else was last counted in repairs.' })
        )
      },
      { description: 'The alias record of the hostname.' }
    )
  ),
  readySince: Type.Optional(
    time({ description: 'When the claim became Ready for the first time.' })
  ),
  cleanSince: Type.Optional(
    time({
      description: 'During deletion: when nothing of the claim was left in AWS for the first time.'
    })
  ),
  conditions: Type.Optional(conditions)
})

/** Whether spec and status of the observed claim may belong to records in its hosted zones. */
const mayHaveRecords =
  'has(oldSelf.spec.target) || ' +
  '(has(oldSelf.status) && (has(oldSelf.status.certificate) || has(oldSelf.status.alias)))'

const hasSameZones =
  'self.spec.hostedZoneID == oldSelf.spec.hostedZoneID && ' +
  'has(self.spec.validationZoneID) == has(oldSelf.spec.validationZoneID) && ' +
  '(!has(self.spec.validationZoneID) || ' +
  'self.spec.validationZoneID == oldSelf.spec.validationZoneID)'

/**
 * A claim finds its records only through the zones in its spec. So the zones may not change once
 * the claim may have records. The hooks write no record before the status has a certificate. See
 * docs/decisions/13-the-zone-of-a-claim.md.
 */
const zoneRules: readonly Rule[] = [
  {
    rule: `(${hasSameZones}) || !(${mayHaveRecords})`,
    message:
      'hostedZoneID and validationZoneID cannot be changed once the claim has a certificate, ' +
      'a target or an alias: it may have records in its zones'
  },
  {
    rule:
      '!has(oldSelf.status) || !has(oldSelf.status.certificate) || ' +
      '(has(self.status) && has(self.status.certificate))',
    message:
      'status.certificate cannot be removed: while it is there, the claim keeps its zones. ' +
      'This write is based on an outdated cache'
  }
]

/**
 * The types of a claim's conditions, in the order of the steps to Ready. Ready itself is not among
 * them. A claim that was written by another version of the hooks may have other conditions.
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
/** Holds one hostname for one namespace, and stands for its certificate and DNS records. */
export type DomainClaim = KubernetesObject<DomainClaimSpec, DomainClaimStatus>

/**
 * The finalizer that Metacontroller puts on each claim: its prefix, and the name of our
 * CompositeController. The pool makes claims with it, which saves Metacontroller a GET and a PUT
 * for each claim, and an event for all who read the claim.
 */
export const claimFinalizer = 'metacontroller.io/compositecontroller-domain-claims'

export const domainClaimKind: Kind = {
  kind: 'DomainClaim',
  plural: 'domainclaims',
  singular: 'domainclaim',
  shortNames: ['dclaim'],
  scope: 'Cluster',
  description:
    'Holds one hostname for one namespace, and stands for its certificate and DNS records. ' +
    'Only its GatewayPool writes it: do not create, edit or delete it.',
  specDescription: 'The hostname and its holder, its hosted zones, and the Gateway that serves it.',
  spec,
  status,
  rules: zoneRules,
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
