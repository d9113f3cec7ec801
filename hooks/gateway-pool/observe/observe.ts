import type { GatewayPool } from '../../api/gateway-pool.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { apiVersion } from '../../api/schema.ts'
import { defaultCertificatesPerYear } from '../../default-certificates-per-year.ts'
import { groupedObjects, objectsOf } from '../../wire/groups.ts'
import type { SyncRequest } from '../../wire/metacontroller.ts'
import { type ClassParameters, classParametersOf } from './class-parameters.ts'
import { observeClaims, type SeenClaims } from './observe-claims.ts'
import type { PlacedBefore } from './placed-before.ts'
import { type Configuration, readConfiguration } from './read-gateways.ts'
import { domainsOfOthers, type SeenDomain } from './read-pools.ts'
import { requestsOf, type SeenRequests } from './read-requests.ts'
import { type BrakeMemory, recallBrake } from './recall-brake.ts'
import type { Spent } from './spent-certificates.ts'
import { type TeamRoutes, teamRoutesOf } from './team-routes.ts'
import { type Versions, versionsOf } from './versions.ts'

/** Everything that the stages decide on, read and checked. */
export type Observation = SeenClaims & {
  pool: GatewayPool
  /** Milliseconds since the epoch. */
  now: number
  finalizing: boolean
  /** Region of certificates of new claims. */
  region: string
  /** Region of pools that name none. */
  defaultRegion: string
  /** How many certificates the account may request in one region within 365 days. */
  certificatesPerYear: number
  /** The newest status of the pool, with which the report compares: unchecked. */
  statusBefore: unknown
  /** What this process has last answered about spent certificates of the pool. */
  spentBefore: readonly Spent[]
  /** The claims that this process has lately placed. Metacontroller's cache may lack some. */
  placedBefore: PlacedBefore
  /** The other pools of the cluster, unchecked. */
  otherPools: readonly KubernetesObject[]
  versions: Versions
  requests: SeenRequests
  /** The labels of each namespace, by its name. */
  namespaces: ReadonlyMap<string, unknown>
  /**
   * The domains of all other pools. `undefined` while an answer of the customize hook of an earlier
   * version is cached, which asked for no pools: at most 20 minutes after an upgrade.
   */
  otherDomains: readonly SeenDomain[] | undefined
  gateways: ReadonlyMap<string, KubernetesObject>
  configurations: ReadonlyMap<string, Configuration>
  /** TargetGroupConfigurations by name. */
  targetGroups: ReadonlyMap<string, KubernetesObject>
  /** HTTPRoutes by name. */
  routes: ReadonlyMap<string, KubernetesObject>
  denials: ReadonlyMap<string, KubernetesObject>
  /** What the GatewayClass says about load balancers; `undefined` if it says nothing. */
  classParameters: ClassParameters | undefined
  teamRoutes: TeamRoutes
  brake: BrakeMemory
}

/** What the hook is given beside the request. */
export type PoolContext = {
  /** Milliseconds since the epoch. */
  now: number
  /** Region of the certificates when the pool names no region. */
  defaultRegion: string
  /** How many certificates the account may request in one region within 365 days. */
  certificatesPerYear?: number
  /**
   * The newest status of the pool, which may not be in the API server. The report compares with it.
   * If absent, it is the observed status.
   */
  statusBefore?: unknown
  /** What this process has last answered about spent certificates of the pool. */
  spentBefore?: readonly Spent[]
  /** The claims that this process has lately placed. */
  placedBefore?: PlacedBefore
}

/**
 * Reads a sync request of Metacontroller.
 * @throws {MissingGroup} when a group of objects is absent.
 */
export function observe(
  request: SyncRequest<unknown>,
  pool: GatewayPool,
  context: PoolContext
): Observation {
  const versions = versionsOf(request.controller)
  const { name: poolName } = pool.metadata
  const { statusBefore = pool.status } = context
  const inNamespace = (kind: keyof Versions) =>
    childrenIn(request, kind, versions[kind], pool.spec.gatewayNamespace)
  const requests = objectsOf(request.related, 'GatewayHostnameRequest', apiVersion)
  return {
    pool,
    now: context.now,
    finalizing: request.finalizing,
    region: pool.spec.region ?? context.defaultRegion,
    defaultRegion: context.defaultRegion,
    certificatesPerYear: context.certificatesPerYear ?? defaultCertificatesPerYear,
    statusBefore,
    spentBefore: context.spentBefore ?? [],
    placedBefore: context.placedBefore ?? new Map(),
    otherPools: otherPoolsOf(request, poolName),
    versions,
    requests: requestsOf(requests, poolName),
    ...observeClaims(request, versions.DomainClaim, poolName),
    namespaces: labelsByNamespace(request, pool),
    otherDomains: otherDomains(request, poolName),
    gateways: inNamespace('Gateway'),
    configurations: readConfigurations(inNamespace('LoadBalancerConfiguration')),
    targetGroups: inNamespace('TargetGroupConfiguration'),
    routes: inNamespace('HTTPRoute'),
    denials: byName(objectsOf(request.children, 'HostnameDenial', versions.HostnameDenial)),
    classParameters: classParametersOf(request, pool, versions.LoadBalancerConfiguration),
    teamRoutes: teamRoutesOf(request.related, versions),
    brake: recallBrake(pool, { statusBefore, now: context.now })
  }
}

/** The other pools of the cluster, as far as Metacontroller sends them already. */
function otherPoolsOf(
  { related }: SyncRequest<unknown>,
  poolName: string
): readonly KubernetesObject[] {
  const pools = groupedObjects(related, 'GatewayPool', apiVersion) ?? []
  return pools.filter(({ metadata }) => metadata.name !== poolName)
}

function readConfigurations(objects: ReadonlyMap<string, KubernetesObject>) {
  return new Map([...objects].map(([name, object]) => [name, readConfiguration(object)]))
}

function labelsByNamespace(request: SyncRequest<unknown>, pool: GatewayPool): Map<string, unknown> {
  const namespaces = selectsNamespaces(pool)
    ? objectsOf(request.related, 'Namespace', 'v1')
    : (groupedObjects(request.related, 'Namespace', 'v1') ?? [])
  return new Map(namespaces.map(({ metadata }) => [metadata.name, metadata.labels]))
}

/** Whether any domain of the pool selects namespaces by label: then their group has to be there. */
function selectsNamespaces({ spec }: GatewayPool): boolean {
  return spec.domains.some(({ namespaces }) => namespaces.from === 'Selector')
}

function otherDomains(
  { related }: SyncRequest<unknown>,
  poolName: string
): readonly SeenDomain[] | undefined {
  const pools = groupedObjects(related, 'GatewayPool', apiVersion)
  return pools && domainsOfOthers(pools, poolName)
}

/** The pool's children of one kind, by name. All of them are in the gateway namespace. */
function childrenIn(
  request: SyncRequest<unknown>,
  kind: keyof Versions,
  version: string,
  namespace: string
): Map<string, KubernetesObject> {
  const children = objectsOf(request.children, kind, version)
  return byName(children.filter(({ metadata }) => metadata.namespace === namespace))
}

function byName(objects: readonly KubernetesObject[]): Map<string, KubernetesObject> {
  return new Map(objects.map(object => [object.metadata.name, object]))
}
