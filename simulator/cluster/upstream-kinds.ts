import type { CustomResourceDefinition, Schema } from '../api-store/schema.ts'
import { readManifests } from './manifests.ts'

/**
 * The kinds of other projects that a cluster of ours needs. With the environment variable
 * `UPSTREAM_CRDS`, a folder with their own CRDs, objects are held to those; else to loose schemas that
 * have just what server-side apply and the stand-ins rely on.
 */
export function upstreamKinds(folder = process.env.UPSTREAM_CRDS): readonly CustomResourceDefinition[] {
  if (folder === undefined || folder === '') return [...looseKinds, service]
  const crds = readManifests([folder]).filter(({ kind }) => kind === 'CustomResourceDefinition')
  return [...(crds as unknown as CustomResourceDefinition[]), service]
}

const open: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

/** Gateway API: names of listeners are keys; a listener admits routes of its own namespace unless it says otherwise. */
const gatewaySpec: Schema = {
  ...open,
  properties: {
    listeners: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: {
        ...open,
        required: ['name', 'port', 'protocol'],
        properties: {
          name: { type: 'string' },
          port: { type: 'integer' },
          protocol: { type: 'string' },
          allowedRoutes: {
            ...open,
            default: { namespaces: { from: 'Same' } },
            properties: {
              namespaces: {
                ...open,
                default: { from: 'Same' },
                properties: { from: { type: 'string', default: 'Same' } }
              }
            }
          }
        }
      }
    }
  }
}

const looseKinds: readonly CustomResourceDefinition[] = [
  kind({
    group: 'gateway.networking.k8s.io',
    versions: ['v1'],
    kind: 'GatewayClass',
    plural: 'gatewayclasses',
    scope: 'Cluster'
  }),
  kind({
    group: 'gateway.networking.k8s.io',
    versions: ['v1'],
    kind: 'Gateway',
    plural: 'gateways',
    spec: gatewaySpec
  }),
  kind({ group: 'gateway.networking.k8s.io', versions: ['v1'], kind: 'HTTPRoute', plural: 'httproutes' }),
  kind({
    group: 'gateway.k8s.aws',
    versions: ['v1', 'v1beta1'],
    kind: 'LoadBalancerConfiguration',
    plural: 'loadbalancerconfigurations'
  }),
  kind({
    group: 'gateway.k8s.aws',
    versions: ['v1', 'v1beta1'],
    kind: 'TargetGroupConfiguration',
    plural: 'targetgroupconfigurations'
  })
]

/** The one core kind beside Namespace that users' manifests have. */
const service = kind({ group: '', versions: ['v1'], kind: 'Service', plural: 'services' })

type Loose = { group: string; versions: readonly string[]; kind: string; plural: string; scope?: string; spec?: Schema }

function kind({ group, versions, kind, plural, scope = 'Namespaced', spec = open }: Loose): CustomResourceDefinition {
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec, status: open } } }
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
