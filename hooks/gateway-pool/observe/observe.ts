import { fieldOf } from '../../api/field-of.ts'
import type { GatewayPool } from '../../api/gateway-pool.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { apiVersion } from '../../api/schema.ts'
import { objectsOf } from '../../wire/groups.ts'
import type { SyncRequest } from '../../wire/metacontroller.ts'
import { selectsNamespaces } from './customize.ts'
import {
  isReadable,
  isUnreadable,
  type SeenClaim,
  toClaim,
  type UnreadableClaim
} from './read-claims.ts'
import {
  type Configuration,
  type Listener,
  listenersOf,
  readConfiguration
} from './read-gateways.ts'
import { requestsOf, type SeenRequests } from './read-requests.ts'
import { type Versions, versionsOf } from './versions.ts'

/** Everything that the stages decide on, sorted out and checked. */
export type Observation = {
  pool: GatewayPool
  /** Milliseconds since the epoch. */
  now: number
  finalizing: boolean
  /** Region of certificates of new claims. */
  region: string
  versions: Versions
  requests: SeenRequests
  /** The pool's claims, by age: children, and those that it takes back. */
  claims: readonly SeenClaim[]
  unreadableClaims: readonly UnreadableClaim[]
  /** Claims that others hold, or that are on their way out without a controller. */
  otherClaims: readonly OtherClaim[]
  /** Names of all DomainClaims, readable or not: a new one must not be written over one of them. */
  claimNames: ReadonlySet<string>
  /** Labels by name of namespace; empty unless a domain selects by them. */
  namespaces: ReadonlyMap<string, unknown>
  gateways: ReadonlyMap<string, KubernetesObject>
  /** Listeners of the observed Gateways, by name of Gateway. */
  listeners: ReadonlyMap<string, readonly Listener[]>
  configurations: ReadonlyMap<string, Configuration>
  /** TargetGroupConfigurations and HTTPRoutes by name. */
  targetGroups: ReadonlyMap<string, KubernetesObject>
  routes: ReadonlyMap<string, KubernetesObject>
  denials: ReadonlyMap<string, KubernetesObject>
}

/** What matters of a claim that is not ours. */
export type OtherClaim = {
  hostname: string
  namespace: string
  /** Name of its request. */
  request: string
  poolName: string
  terminating: boolean
  /** `namespace/name` of its Gateway. */
  gateway: string
  age: string
}

/** What the hook is told beside the request. */
export type PoolContext = {
  /** Milliseconds since the epoch. */
  now: number
  /** Region of the certificates where the pool names none. */
  defaultRegion: string
}

/**
 * Sorts a request out.
 * @throws {MissingGroup} when a group of objects is absent.
 */
export function observe(
  request: SyncRequest<unknown>,
  pool: GatewayPool,
  context: PoolContext
): Observation {
  const versions = versionsOf(request.controller)
  const inNamespace = (kind: keyof Versions) =>
    namespaced(request, kind, versions, pool.spec.gatewayNamespace)
  const gateways = inNamespace('Gateway')
  return {
    pool,
    now: context.now,
    finalizing: request.finalizing,
    region: pool.spec.region ?? context.defaultRegion,
    versions,
    requests: requestsOf(
      objectsOf(request.related, 'GatewayHostnameRequest', apiVersion),
      pool.metadata.name
    ),
    ...claimsOf(request, versions, pool.metadata.name),
    namespaces: labelsByNamespace(request, pool),
    gateways,
    listeners: mapValues(gateways, listenersOf),
    configurations: mapValues(inNamespace('LoadBalancerConfiguration'), readConfiguration),
    targetGroups: inNamespace('TargetGroupConfiguration'),
    routes: inNamespace('HTTPRoute'),
    denials: byName(objectsOf(request.children, 'HostnameDenial', versions.HostnameDenial))
  }
}

function claimsOf(request: SyncRequest<unknown>, versions: Versions, poolName: string) {
  const children = objectsOf(request.children, 'DomainClaim', versions.DomainClaim)
  const names = new Set(children.map(({ metadata }) => metadata.name))
  const related = objectsOf(request.related, 'DomainClaim', apiVersion).filter(
    ({ metadata }) => !names.has(metadata.name)
  )
  const adopted = related.filter(claim => isToTakeBack(claim, poolName))
  const all = [
    ...children.map(claim => toClaim(claim, poolName, false)),
    ...adopted.map(claim => toClaim(claim, poolName, true))
  ]
  const others = related.filter(claim => !isToTakeBack(claim, poolName)).flatMap(otherClaim)
  return {
    claims: all.filter(isReadable).sort(byAge),
    unreadableClaims: all.filter(isUnreadable),
    otherClaims: others,
    claimNames: new Set([...names, ...related.map(({ metadata }) => metadata.name)])
  }
}

/**
 * A claim of this pool that no living pool owns: restored from a backup, orphaned, left by a pool of the same name
 * that is gone (there is one of a name), or ours without its label. One that goes, goes.
 */
function isToTakeBack(claim: KubernetesObject, poolName: string): boolean {
  if (
    claim.metadata.deletionTimestamp !== undefined ||
    fieldOf(claim.spec, 'poolName') !== poolName
  )
    return false
  const { ownerReferences: owners } = claim.metadata
  const controllers = Array.isArray(owners)
    ? owners.filter(owner => fieldOf(owner, 'controller') === true)
    : []
  return controllers.every(
    owner => fieldOf(owner, 'kind') === 'GatewayPool' && fieldOf(owner, 'name') === poolName
  )
}

function otherClaim(claim: KubernetesObject): OtherClaim[] {
  const hostname = fieldOf(claim.spec, 'hostname')
  if (typeof hostname !== 'string') return []
  const gateway = fieldOf(claim.spec, 'gatewayRef')
  const request = fieldOf(claim.spec, 'requestRef')
  return [
    {
      hostname,
      namespace: String(fieldOf(request, 'namespace')),
      request: String(fieldOf(request, 'name')),
      poolName: String(fieldOf(claim.spec, 'poolName')),
      terminating: claim.metadata.deletionTimestamp !== undefined,
      gateway: `${fieldOf(gateway, 'namespace')}/${fieldOf(gateway, 'name')}`,
      age: `${claim.metadata.creationTimestamp ?? '~'} ${claim.metadata.uid}`
    }
  ]
}

function byAge(a: SeenClaim, b: SeenClaim): number {
  return a.age < b.age ? -1 : 1
}

function labelsByNamespace(request: SyncRequest<unknown>, pool: GatewayPool): Map<string, unknown> {
  if (!selectsNamespaces(pool.spec)) return new Map()
  const namespaces = objectsOf(request.related, 'Namespace', 'v1')
  return new Map(namespaces.map(namespace => [namespace.metadata.name, namespace.metadata.labels]))
}

/** Children outside the gateway namespace are ignored: none of ours was ever there. */
function namespaced(
  request: SyncRequest<unknown>,
  kind: keyof Versions,
  versions: Versions,
  namespace: string
) {
  const all = objectsOf(request.children, kind, versions[kind])
  return byName(all.filter(object => object.metadata.namespace === namespace))
}

function byName(objects: readonly KubernetesObject[]): Map<string, KubernetesObject> {
  return new Map(objects.map(object => [object.metadata.name, object]))
}

function mapValues<A, B>(map: ReadonlyMap<string, A>, change: (value: A) => B): Map<string, B> {
  return new Map([...map].map(([key, value]) => [key, change(value)]))
}
