import type { CustomResourceDefinition, Schema } from '../api-store/schema.ts'

const open: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

/** The API server refuses a list with keys whose items do not declare and require the keys. */
function mapList(...keys: readonly string[]): Schema {
  const properties = Object.fromEntries(keys.map(key => [key, { type: 'string' }]))
  return {
    type: 'array',
    items: { ...open, properties, required: keys },
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': keys
  }
}

/** The conditions that Gateway API has as defaults. They stay until a controller writes its own. */
const waiting = ['Accepted', 'Programmed'].map(type => ({
  type,
  status: 'Unknown',
  reason: 'Pending',
  message: 'Waiting for controller',
  lastTransitionTime: '1970-01-01T00:00:00Z'
}))

const conditions = mapList('type')

const gatewaySpec: Schema = { ...open, properties: { listeners: mapList('name') } }
const gatewayStatus: Schema = {
  ...open,
  properties: { conditions: { ...conditions, default: waiting }, listeners: mapList('name') },
  default: { conditions: waiting }
}

/**
 * Definitions of the kinds of Gateway API and of the AWS Load Balancer Controller, for runs without
 * the CRDs of these projects. They say how lists are merged and which status a new object has, and
 * they check nothing.
 */
export function minimalCrds(): readonly CustomResourceDefinition[] {
  const gatewayAPI = 'gateway.networking.k8s.io'
  const aws = 'gateway.k8s.aws'
  return [
    crd(gatewayAPI, 'GatewayClass', 'gatewayclasses', { scope: 'Cluster' }),
    crd(gatewayAPI, 'Gateway', 'gateways', { spec: gatewaySpec, status: gatewayStatus }),
    crd(gatewayAPI, 'HTTPRoute', 'httproutes', {}),
    crd(gatewayAPI, 'GRPCRoute', 'grpcroutes', {}),
    crd(gatewayAPI, 'ListenerSet', 'listenersets', {}),
    crd(gatewayAPI, 'ReferenceGrant', 'referencegrants', {}),
    crd(aws, 'LoadBalancerConfiguration', 'loadbalancerconfigurations', {
      versions: ['v1', 'v1beta1']
    }),
    crd(aws, 'TargetGroupConfiguration', 'targetgroupconfigurations', {
      versions: ['v1', 'v1beta1']
    })
  ]
}

type Shape = { scope?: string; spec?: Schema; status?: Schema; versions?: readonly string[] }

/** A definition that says what `shape` says, and checks nothing else. */
export function crd(
  group: string,
  kind: string,
  plural: string,
  shape: Shape
): CustomResourceDefinition {
  const {
    scope = 'Namespaced',
    spec = open,
    status = { ...open, properties: { conditions } },
    versions = ['v1']
  } = shape
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec, status } } }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, plural },
      versions: versions.map((name, index) => ({
        name,
        served: true,
        storage: index === 0,
        schema,
        subresources: { status: {} }
      }))
    }
  }
}
