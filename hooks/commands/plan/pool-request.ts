import type { GatewayPool } from '../../api/gateway-pool.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { selects } from '../../gateway-pool/admit/namespaces.ts'
import { customizePool } from '../../gateway-pool/observe/customize.ts'
import type { ObjectGroups, RelatedRule, SyncRequest } from '../../wire/metacontroller.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { textAt } from '../cluster/objects.ts'
import type { ClusterObjects } from './observe-cluster.ts'

/** The kinds of the resources that pools have as children or as related objects. */
const kinds: Readonly<Record<string, string>> = {
  domainclaims: 'DomainClaim',
  hostnamedenials: 'HostnameDenial',
  gateways: 'Gateway',
  httproutes: 'HTTPRoute',
  grpcroutes: 'GRPCRoute',
  loadbalancerconfigurations: 'LoadBalancerConfiguration',
  targetgroupconfigurations: 'TargetGroupConfiguration',
  gatewayhostnamerequests: 'GatewayHostnameRequest',
  gatewaypools: 'GatewayPool',
  namespaces: 'Namespace',
  services: 'Service',
  gatewayclasses: 'GatewayClass'
}

/**
 * The request that Metacontroller would send for a pool: its children are the objects that the pool
 * controls, and its related objects are those that its customize hook asks for. A pure function.
 */
export function poolRequest(
  { controller, byKind }: ClusterObjects,
  pool: ReadObject
): SyncRequest<GatewayPool> {
  const parent = pool as unknown as GatewayPool
  const { relatedResources } = customizePool({ controller, parent })
  const children = (controller.spec.childResources ?? []).map(rule =>
    groupOf(rule, byKind, object => isChild(object, pool))
  )
  const related = relatedResources.map(rule => groupOf(rule, byKind, isSelected(rule)))
  return {
    controller,
    parent,
    children: Object.fromEntries(children),
    related: Object.fromEntries(related),
    finalizing: pool.metadata.deletionTimestamp !== undefined
  }
}

type Resource = { apiVersion: string; resource: string }

function groupOf(
  { apiVersion, resource }: Resource,
  byKind: ClusterObjects['byKind'],
  isIn: (object: ReadObject) => boolean
): [string, ObjectGroups[string]] {
  const kind = kinds[resource] ?? resource
  const objects = (byKind[kind] ?? []).filter(isIn)
  const entries = objects.map(object => [keyOf(object), { ...object, apiVersion }])
  return [`${kind}.${apiVersion}`, Object.fromEntries(entries) as Record<string, KubernetesObject>]
}

function keyOf({ metadata: { namespace, name } }: ReadObject): string {
  return namespace === undefined ? name : `${namespace}/${name}`
}

function isChild({ metadata }: ReadObject, pool: ReadObject): boolean {
  const owners = metadata.ownerReferences ?? []
  return owners.some(({ uid, controller }) => controller === true && uid === pool.metadata.uid)
}

type Selector = Parameters<typeof selects>[0]

function isSelected({ labelSelector, names }: RelatedRule): (object: ReadObject) => boolean {
  return ({ metadata }) => {
    if (names !== undefined && !names.includes(metadata.name)) return false
    return labelSelector === undefined || selects(labelSelector as Selector, metadata.labels ?? {})
  }
}

/**
 * The region of the certificates of a pool: its own, else that of its claims, else that of any
 * claim, because it is then the region of the hooks.
 */
export function regionOf(
  pool: ReadObject,
  { byKind }: ClusterObjects,
  ofHooks: string | undefined
): string | undefined {
  const claims = byKind.DomainClaim ?? []
  const own = claims.find(claim => textAt(claim, 'spec', 'poolName') === pool.metadata.name)
  return textAt(pool, 'spec', 'region') ?? textAt(own, 'spec', 'region') ?? ofHooks
}
