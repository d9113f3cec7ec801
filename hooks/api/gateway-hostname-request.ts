import Type, { type Static } from 'typebox'
import { gatewayGroup } from './gateway-api.ts'
import type { KubernetesObject } from './objects.ts'
import {
  ageColumn,
  certifiableRules,
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

// If Gateway API refused the HTTPRoute, only an event of Metacontroller would say so. So this
// schema has Gateway API's rules for path prefixes too. If AWS refuses one rule of a load balancer,
// no change of this load balancer gets through. So `*` is not allowed. The length leaves room for
// the `/*` that the load balancer controller adds, because an ALB takes 128 characters in a path
// condition.
const pathPrefix = Type.String({
  minLength: 1,
  maxLength: 126,
  pattern: '^/[A-Za-z0-9/._~-]*$',
  ...rules({
    rule: "!self.contains('//') && !self.matches('/[.]{1,2}(/|$)')",
    message:
      'a path prefix cannot have an empty segment or the segments . and ..: ' +
      'write the path as a client sends it'
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
          description: 'Port of the Service, not of its pods.'
        })
      },
      { description: 'The Service that gets the traffic.' }
    ),
    pathPrefixes: Type.Array(pathPrefix, {
      minItems: 1,
      // Each prefix takes one rule of the load balancer. Its 25 hostnames share its 100 rules.
      maxItems: 3,
      default: ['/'],
      description: 'Paths that go to the Service, at most three. Each includes all paths below it.',
      'x-kubernetes-list-type': 'set'
    }),
    healthCheckPath: Type.Optional(
      // If AWS refused the path, no change of the load balancer would get through. AWS asks for a
      // valid URI such as /path?query.
      Type.String({
        minLength: 1,
        maxLength: 1024,
        pattern: '^/([!$&-;=?-Z_a-z~]|%[0-9A-Fa-f]{2})*$',
        description:
          'The path by which the load balancer checks the health of the pods, by default /. An ' +
          'answer with a status from 200 to 399 is healthy. Not allowed if a ' +
          'TargetGroupConfiguration of this namespace names the Service already.'
      })
    )
  },
  {
    description:
      'Makes an HTTPRoute from the hostname to one Service. To write your own HTTPRoute, leave ' +
      'this out and use status.parentRef as the parent of your HTTPRoute.'
  }
)

const spec = Type.Object(
  {
    hostname: hostname({
      // The API server checks maxLength before the CEL rules, and the message for maxLength does
      // not say what to do. So maxLength is the limit of DNS, and a CEL rule has the lower limit of
      // ACM.
      maxLength: 253,
      ...rules(...hostnameRules, ...certifiableRules, {
        rule: 'size(self) <= 64',
        message:
          'ACM accepts at most 64 characters in the domain name of a certificate: ' +
          'choose a shorter hostname'
      }),
      description:
        'The public hostname, in lower case, at most 64 characters: shop.apps.example.com, or ' +
        '*.apps.example.com if the pool allows wildcards. It cannot be changed: for another ' +
        'hostname, create a new request.'
    }),
    poolName: objectName({
      default: 'default',
      description:
        'The GatewayPool that serves the hostname. `kubectl get gatewaypools` lists all pools. ' +
        'It cannot be changed.'
    }),
    route: Type.Optional(route)
  },
  rules(
    immutable('hostname', 'delete this request and create one for the other hostname'),
    immutable('poolName', 'delete this request and create one for the other pool')
  )
)

const address = Type.Object({
  type: choice(['Hostname'], {
    description: 'Always a DNS name: load balancers have no fixed IP addresses.'
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
      description: 'The DNS name of the load balancer that the hostname points to.',
      'x-kubernetes-list-type': 'atomic'
    })
  ),
  url: Type.Optional(
    text(256, { description: 'URL of the hostname. Set while the request is Ready.' })
  ),
  parentRef: Type.Optional(
    Type.Object(
      {
        group: Type.Optional(
          choice([gatewayGroup], {
            description: 'API group of the Gateway, the default spelt out.'
          })
        ),
        kind: Type.Optional(
          choice(['Gateway'], { description: 'Kind of the parent, the default spelt out.' })
        ),
        namespace: namespaceName({ description: 'Namespace of the Gateway.' }),
        name: objectName({ description: 'Name of the Gateway.' }),
        sectionName: text(253, { description: 'Name of the listener for this hostname.' })
      },
      { description: 'Copy all of this to spec.parentRefs of a route in this namespace.' }
    )
  ),
  conditions: Type.Optional(conditions)
})

export type HostnameRequestSpec = Static<typeof spec>
export type HostnameRequestStatus = Static<typeof status>
/** An app team asks a pool for one public hostname. */
export type HostnameRequest = KubernetesObject<HostnameRequestSpec, HostnameRequestStatus>

export const hostnameRequestKind: Kind = {
  kind: 'GatewayHostnameRequest',
  plural: 'gatewayhostnamerequests',
  singular: 'gatewayhostnamerequest',
  shortNames: ['ghr'],
  scope: 'Namespaced',
  description:
    'Asks for one public hostname with a certificate. While the request is Ready, status.url ' +
    'leads to the routes in this namespace that have status.parentRef as their parent.',
  specDescription: 'The hostname, the pool that serves it, and optionally the Service behind it.',
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
