import type { HostnameRequest } from '../../hooks/api/gateway-hostname-request.ts'
import type { GatewayPool } from '../../hooks/api/gateway-pool.ts'
import { apiVersion, group } from '../../hooks/api/schema.ts'
import type { KubeObject, ObjectInput } from '../api-store/objects.ts'

/** Names a kind and one version of it. */
export type Kind = { apiVersion: string; kind: string }

/** The annotation of an object that has to be refused. Its value is the expected reason. */
export const expectAnnotation = `${group}/demo-expect`

/** Marks the requests that `--hostnames` generates. */
export const generatedLabel = `${group}/demo-generated`

/** The namespaces of generated requests begin with this. */
export const generatedNamespacePrefix = 'team-'

const gatewayAPI = 'gateway.networking.k8s.io/v1'

export const requestKind = { apiVersion, kind: 'GatewayHostnameRequest' } as const
export const poolKind = { apiVersion, kind: 'GatewayPool' } as const
export const claimKind = { apiVersion, kind: 'DomainClaim' } as const
export const denialKind = { apiVersion, kind: 'HostnameDenial' } as const
export const classKind = { apiVersion: gatewayAPI, kind: 'GatewayClass' } as const
export const gatewayKind = { apiVersion: gatewayAPI, kind: 'Gateway' } as const
export const routeKind = { apiVersion: gatewayAPI, kind: 'HTTPRoute' } as const
export const namespaceKind = { apiVersion: 'v1', kind: 'Namespace' } as const

/**
 * Kinds of the AWS Load Balancer Controller. The cluster serves each kind in several versions. The
 * objects are the same in every version, so a list of one version is complete.
 */
export const configurationKinds = ['LoadBalancerConfiguration', 'TargetGroupConfiguration'] as const

/** Whether an object is of a kind, in any version of that kind. */
export function isOf(object: Kind, { apiVersion: version, kind }: Kind): boolean {
  return object.kind === kind && groupOf(object.apiVersion) === groupOf(version)
}

function groupOf(version: string): string | undefined {
  return version.split('/')[0]
}

/**
 * How an object is expected to end.
 * @returns `Ready`, or the reason that its annotation names
 */
export function expectationOf({ metadata }: Pick<ObjectInput, 'metadata'>): string {
  return metadata.annotations?.[expectAnnotation] ?? 'Ready'
}

/** A request as its hook reads it. */
export function asRequest(object: KubeObject): HostnameRequest {
  return object as unknown as HostnameRequest
}

type Domain = GatewayPool['spec']['domains'][number]

/** A domain of a pool as the user wrote it. */
export type DomainInput = Partial<Domain> & Pick<Domain, 'name' | 'hostedZoneID'>

/** A pool as the user wrote it. The API server has not filled in the defaults yet. */
export type PoolInput = ObjectInput & {
  spec: Partial<Omit<GatewayPool['spec'], 'domains' | 'capacity'>> & {
    domains: readonly DomainInput[]
    capacity?: Partial<GatewayPool['spec']['capacity']>
  }
}

/**
 * The pools among the objects. This leaves out a pool whose domains cannot be read. The API server
 * refuses such a pool later, and says why.
 */
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
