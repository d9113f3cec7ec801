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
  type Kind,
  namespaceName,
  objectName,
  observedGeneration,
  rules,
  text
} from './schema.ts'

// What Gateway API asks of a path prefix is asked here too: a rule broken there would be seen in an
// event of Metacontroller only. No `*`, and with the load balancer controller's `/*` at most the 128
// characters of an ALB's path condition: what AWS refuses freezes the whole ALB.
const pathPrefix = Type.String({
  minLength: 1,
  maxLength: 126,
  pattern: '^/[A-Za-z0-9/._~-]*$',
  ...rules({
    rule: "!self.contains('//') && !self.matches('/[.]{1,2}(/|$)')",
    message:
      'a path prefix has no empty part, no /. and no /..: write the path as a client sends it'
  })
})

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
        port: Type.Integer({
          minimum: 1,
          maximum: 65535,
          description: 'Port of the Service (not of its pods).'
        })
      },
      { description: 'The Service that gets the traffic.' }
    ),
    pathPrefixes: Type.Array(pathPrefix, {
      minItems: 1,
      // Each is a rule, and the 25 hostnames of a load balancer share its 100.
      maxItems: 3,
      default: ['/'],
      description:
        'Paths that go to the Service, at most three; each also covers everything below it.',
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
      // Above its maxLength the API server says so before any rule speaks, and in words that help nobody: so the
      // bound of the schema is what DNS allows, and ACM's is a rule.
      maxLength: 253,
      ...rules(...hostnameRules, {
        rule: 'size(self) <= 64',
        message:
          "ACM takes at most 64 characters in a certificate's name: choose a shorter hostname"
      }),
      description:
        'The public hostname wanted, in lower case, at most 64 characters: shop.apps.example.com, or *.apps.example.com where the pool allows wildcards. It cannot be changed: make a new request for another name.'
    }),
    poolName: objectName({
      default: 'default',
      description:
        'The GatewayPool that serves the hostname; `kubectl get gatewaypools` lists them. It cannot be changed.'
    }),
    route: Type.Optional(route)
  },
  rules(
    immutable('hostname', 'delete this request and create one for the other name'),
    immutable('poolName', 'delete this request and create one for the other pool')
  )
)

const address = Type.Object({
  type: choice(['Hostname'], {
    description: 'A DNS name; load balancers have no fixed IP addresses.'
  }),
  value: text(253, { description: 'The DNS name.' })
})

const status = Type.Object({
  observedGeneration,
  claimName: Type.Optional(
    text(253, { description: 'The DomainClaim that holds the hostname for this request.' })
  ),
  certificateARN: Type.Optional(
    certificateARN({ description: 'The ACM certificate of the hostname.' })
  ),
  addresses: Type.Optional(
    Type.Array(address, {
      maxItems: 4,
      description: 'Where the hostname points to: the DNS name of the load balancer.',
      'x-kubernetes-list-type': 'atomic'
    })
  ),
  url: Type.Optional(text(256, { description: 'The URL, once Ready.' })),
  parentRef: Type.Optional(
    Type.Object(
      {
        namespace: namespaceName({ description: 'Namespace of the Gateway.' }),
        name: objectName({ description: 'Name of the Gateway.' }),
        sectionName: text(253, { description: 'The listener of this hostname.' })
      },
      { description: 'To paste into spec.parentRefs of an HTTPRoute of this namespace.' }
    )
  ),
  conditions: Type.Optional(conditions)
})

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
  specDescription: 'The hostname wanted, and what answers it.',
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
