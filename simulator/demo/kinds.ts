import type { HostnameRequest } from '../../hooks/api/gateway-hostname-request.ts'
import type { GatewayPool } from '../../hooks/api/gateway-pool.ts'
import { apiVersion, group } from '../../hooks/api/schema.ts'
import type { KubeObject, ObjectInput } from '../api-store/objects.ts'

/** Says with which reason a request is expected to be refused. */
export const expectAnnotation = `${group}/demo-expect`

/** Label of generated requests, so that they can be told apart. */
export const generatedLabel = `${group}/demo-generated`

export const requestKind = { apiVersion, kind: 'GatewayHostnameRequest' } as const
export const poolKind = { apiVersion, kind: 'GatewayPool' } as const
export const claimKind = { apiVersion, kind: 'DomainClaim' } as const
export const denialKind = { apiVersion, kind: 'HostnameDenial' } as const
export const classKind = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass'
} as const
export const gatewayKind = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway' } as const
export const routeKind = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' } as const
export const namespaceKind = { apiVersion: 'v1', kind: 'Namespace' } as const

/** Kinds of the LBC; every version of them shows the same objects. */
export const configurationKinds = ['LoadBalancerConfiguration', 'TargetGroupConfiguration'] as const

/** Whether an object is of a kind, in any version of it. */
export function isOf(
  object: Pick<ObjectInput, 'apiVersion' | 'kind'>,
  kind: { apiVersion: string; kind: string }
) {
  return (
    object.kind === kind.kind && object.apiVersion.split('/')[0] === kind.apiVersion.split('/')[0]
  )
}

/** A request as its hook reads it. */
export function asRequest(object: KubeObject): HostnameRequest {
  return object as unknown as HostnameRequest
}

/** A pool as the user wrote it: only what the API server has seen is complete. */
export type PoolInput = ObjectInput & {
  spec: Partial<Omit<GatewayPool['spec'], 'domains' | 'capacity'>> & {
    domains: readonly (Partial<GatewayPool['spec']['domains'][number]> & {
      name: string
      hostedZoneID: string
    })[]
    capacity?: Partial<GatewayPool['spec']['capacity']>
  }
}

/** The pools among objects, as far as they have the form of one; what has not is left to the API server to refuse. */
export function poolsAmong(objects: readonly ObjectInput[]): readonly PoolInput[] {
  return objects.filter(isPool)
}

function isPool(object: ObjectInput): object is PoolInput {
  const domains: unknown = object.spec?.domains
  if (!isOf(object, poolKind) || !Array.isArray(domains)) return false
  return domains.every(
    domain => typeof domain?.name === 'string' && typeof domain.hostedZoneID === 'string'
  )
}
