import Type, { type Static } from 'typebox'
import type { KubernetesObject } from './objects.ts'
import {
  ageColumn,
  certificateARN,
  conditionColumn,
  conditions,
  hostname,
  hostnameRules,
  immutable,
  type Kind,
  namespaceName,
  objectName,
  rules,
  text
} from './schema.ts'

const route = Type.Object(
  {
    backendRef: Type.Object(
      {
        name: Type.String({
          minLength: 1,
          maxLength: 63,
          pattern: '^[a-z]([-a-z0-9]*[a-z0-9])?$',
          description: 'Name of a Service in the namespace of this request.'
        }),
        port: Type.Integer({ minimum: 1, maximum: 65535, description: 'Port of the Service (not of its pods).' })
      },
      { description: 'The Service that gets the traffic.' }
    ),
    pathPrefixes: Type.Array(Type.String({ minLength: 1, maxLength: 128, pattern: '^/[A-Za-z0-9/._~-]*$' }), {
      minItems: 1,
      maxItems: 8,
      default: ['/'],
      description: 'Paths that go to the Service; each also covers everything below it.',
      'x-kubernetes-list-type': 'set'
    })
  },
  {
    description:
      'Makes an HTTPRoute from the hostname to one Service. Leave it out to write your own HTTPRoute with status.parentRef as its parent.'
  }
)

const spec = Type.Object(
  {
    hostname: hostname({
      description:
        'The public hostname wanted, in lower case, at most 64 characters: shop.apps.example.com, or *.apps.example.com where the pool allows wildcards. It cannot be changed: make a new request for another name.',
      ...rules(...hostnameRules)
    }),
    poolName: objectName({
      default: 'default',
      description:
        'The GatewayPool that serves the hostname; `kubectl get gatewaypools` lists them. It cannot be changed.'
    }),
    route: Type.Optional(route)
  },
  rules(
    {
      ...immutable('hostname'),
      message: 'hostname cannot be changed: delete this request and create one for the other name'
    },
    {
      ...immutable('poolName'),
      message: 'poolName cannot be changed: delete this request and create one for the other pool'
    }
  )
)

const status = Type.Object({
  observedGeneration: Type.Optional(Type.Integer()),
  claimName: Type.Optional(text(253, { description: 'The DomainClaim that holds the hostname for this request.' })),
  certificateARN: Type.Optional(certificateARN({ description: 'The ACM certificate of the hostname.' })),
  addresses: Type.Optional(
    Type.Array(Type.Object({ type: choiceOfAddress(), value: text(253) }), {
      maxItems: 4,
      description: 'Where the hostname points to: the DNS name of the load balancer.',
      'x-kubernetes-list-type': 'atomic'
    })
  ),
  url: Type.Optional(text(256, { description: 'The URL, once Ready.' })),
  parentRef: Type.Optional(
    Type.Object(
      { namespace: namespaceName(), name: objectName(), sectionName: text(253) },
      { description: 'To paste into spec.parentRefs of an HTTPRoute of this namespace.' }
    )
  ),
  conditions: Type.Optional(conditions)
})

function choiceOfAddress() {
  return Type.Unsafe<'Hostname'>({ type: 'string', enum: ['Hostname'] })
}

export type HostnameRequestSpec = Static<typeof spec>
export type HostnameRequestStatus = Static<typeof status>
/** A team's wish for one public hostname. */
export type HostnameRequest = KubernetesObject<HostnameRequestSpec, HostnameRequestStatus>

export const hostnameRequestKind: Kind = {
  kind: 'GatewayHostnameRequest',
  plural: 'gatewayhostnamerequests',
  singular: 'gatewayhostnamerequest',
  shortNames: ['ghr'],
  scope: 'Namespaced',
  description:
    'Asks for one public hostname with a certificate. When Ready, status.url works for the routes of this namespace that are attached to status.parentRef.',
  spec,
  status,
  printerColumns: [
    { name: 'Hostname', type: 'string', jsonPath: '.spec.hostname' },
    conditionColumn('Ready', 'Ready', 'status'),
    conditionColumn('Reason', 'Ready', 'reason'),
    { name: 'URL', type: 'string', jsonPath: '.status.url' },
    { name: 'Pool', type: 'string', jsonPath: '.spec.poolName', priority: 1 },
    { name: 'Gateway', type: 'string', jsonPath: '.status.parentRef.name', priority: 1 },
    conditionColumn('Message', 'Ready', 'message', 1),
    ageColumn
  ]
}
