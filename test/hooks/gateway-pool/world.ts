import type { GatewayPool, GatewayPoolSpec } from '../../../hooks/api/gateway-pool.ts'
import type { DesiredObject, KubernetesObject } from '../../../hooks/api/objects.ts'
import { apiVersion } from '../../../hooks/api/schema.ts'
import { syncPool } from '../../../hooks/gateway-pool/sync.ts'
import type { ObjectGroups, SyncRequest, SyncResponse } from '../../../hooks/wire/metacontroller.ts'

/** A small world around the pool's hook: what the API server, the claims' hook and LBC would do. */

export const start = Date.parse('2026-09-01T10:00:00Z')
export const edge = 'edge'

const gatewayAPI = 'gateway.networking.k8s.io/v1'
const loadBalancerAPI = 'gateway.k8s.aws/v1'

export const controller = {
  metadata: { name: 'gateway-pool' },
  spec: {
    parentResource: { apiVersion, resource: 'gatewaypools' },
    childResources: [
      { apiVersion, resource: 'domainclaims' },
      { apiVersion, resource: 'hostnamedenials' },
      { apiVersion: gatewayAPI, resource: 'gateways' },
      { apiVersion: gatewayAPI, resource: 'httproutes' },
      { apiVersion: loadBalancerAPI, resource: 'loadbalancerconfigurations' },
      { apiVersion: loadBalancerAPI, resource: 'targetgroupconfigurations' }
    ]
  }
}

export const groupNames = {
  DomainClaim: `DomainClaim.${apiVersion}`,
  HostnameDenial: `HostnameDenial.${apiVersion}`,
  Gateway: `Gateway.${gatewayAPI}`,
  HTTPRoute: `HTTPRoute.${gatewayAPI}`,
  LoadBalancerConfiguration: `LoadBalancerConfiguration.${loadBalancerAPI}`,
  TargetGroupConfiguration: `TargetGroupConfiguration.${loadBalancerAPI}`
} as const

export function iso(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}

type SpecChanges = { [Key in keyof GatewayPoolSpec]?: Partial<GatewayPoolSpec[Key]> | GatewayPoolSpec[Key] }

/** A pool as the API server gives it: with its defaults. */
export function pool(changes: SpecChanges = {}, name = 'public'): GatewayPool {
  const { capacity, loadBalancer, dns, ...rest } = changes
  const spec = {
    gatewayClassName: 'alb',
    gatewayNamespace: edge,
    region: 'eu-central-1',
    domains: [domain()],
    releaseGraceSeconds: 300,
    deletionPolicy: 'Delete',
    ...rest,
    capacity: { maxHostnamesPerGateway: 25, minGateways: 0, maxGateways: 10, ...capacity },
    loadBalancer: {
      scheme: 'internet-facing',
      ipAddressType: 'ipv4',
      sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      targetType: 'ip',
      ...loadBalancer
    },
    dns: { evaluateTargetHealth: true, validationTTLSeconds: 300, validationRecords: 'Delete', ...dns }
  } as GatewayPoolSpec
  return { apiVersion, kind: 'GatewayPool', metadata: { name, uid: `uid-${name}`, generation: 1 }, spec }
}

export type Domain = GatewayPoolSpec['domains'][number]

export function domain(changes: Partial<Domain> = {}): Domain {
  return {
    name: 'apps.example.com',
    hostedZoneID: 'Z1',
    namespaces: { from: 'All' },
    apexHostname: 'Forbid',
    wildcardHostnames: 'Forbid',
    maxHostnamesPerNamespace: 50,
    ...changes
  }
}

let requests = 0

/** A request; `age` in seconds sets how much older than `start` it is. */
export function request(hostname: unknown, namespace = 'shop', changes: Partial<{ uid: string; age: number }> = {}) {
  requests += 1
  const uid = changes.uid ?? `r-${namespace}-${String(hostname).replace(/[^a-z0-9]+/g, '-')}-${requests}`
  const name = `request-${uid}`.slice(0, 60)
  return {
    apiVersion,
    kind: 'GatewayHostnameRequest',
    metadata: { name, namespace, uid, generation: 1, creationTimestamp: iso(start - (changes.age ?? 60) * 1000) },
    spec: { hostname, poolName: 'public' } as Record<string, unknown>
  } satisfies KubernetesObject
}

export type World = {
  pool: GatewayPool
  now: number
  finalizing: boolean
  children: ObjectGroups
  requests: KubernetesObject[]
  otherClaims: KubernetesObject[]
  namespaces: Record<string, Record<string, string>>
}

export function world(changes: Partial<World> = {}): World {
  const children = Object.fromEntries(Object.values(groupNames).map(group => [group, {}]))
  return {
    pool: pool(),
    now: start,
    finalizing: false,
    children,
    requests: [],
    otherClaims: [],
    namespaces: {},
    ...changes
  }
}

export function requestOf(w: World): SyncRequest<GatewayPool> {
  const byKey = (objects: readonly KubernetesObject[]) => Object.fromEntries(objects.map(o => [keyOf(o), o]))
  const namespaces = Object.entries(w.namespaces).map(([name, labels]) => [
    name,
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name, uid: `ns-${name}`, labels }, spec: {} }
  ])
  return {
    controller,
    parent: w.pool,
    finalizing: w.finalizing,
    children: w.children,
    related: {
      [`GatewayHostnameRequest.${apiVersion}`]: byKey(w.requests),
      [`DomainClaim.${apiVersion}`]: byKey(w.otherClaims),
      'Namespace.v1': Object.fromEntries(namespaces)
    }
  }
}

export function keyOf({ metadata }: { metadata: { name: string; namespace?: string } }): string {
  return metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`
}

/** One sync of the world as it is. */
export function sync(w: World) {
  return syncPool(requestOf(w), { now: w.now, defaultRegion: 'eu-west-1' })
}

/** Does with an answer what Metacontroller and the API server do; claims wait for AWS when deleted. */
export function apply(w: World, answer: SyncResponse): void {
  const wanted = new Set(answer.children.map(child => `${child.kind} ${keyOf(child)}`))
  for (const [kind, group] of Object.entries(groupNames)) {
    for (const [key, object] of Object.entries(w.children[group] ?? {})) {
      if (!wanted.has(`${kind} ${key}`)) remove(w, group, key, object)
    }
  }
  for (const child of answer.children) put(w, child)
  w.pool = { ...w.pool, status: { ...(answer.status as GatewayPool['status']) } }
}

function remove(w: World, group: string, key: string, object: KubernetesObject): void {
  if (object.kind === 'DomainClaim') object.metadata.deletionTimestamp ??= iso(w.now)
  else delete w.children[group]?.[key]
}

function put(w: World, child: DesiredObject): void {
  const group = w.children[groupNames[child.kind as keyof typeof groupNames]]
  if (group === undefined) throw new Error(`no group for ${child.kind}`)
  const key = keyOf(child)
  const before = group[key]
  if (before?.metadata.deletionTimestamp !== undefined) return
  const changed = JSON.stringify(before?.spec) !== JSON.stringify(child.spec)
  const generation = (before?.metadata.generation ?? 0) + (changed ? 1 : 0)
  group[key] = {
    ...before,
    ...(structuredClone(child) as DesiredObject),
    metadata: {
      uid: `uid-${child.kind}-${key}`,
      creationTimestamp: iso(w.now),
      ...before?.metadata,
      ...child.metadata,
      generation
    }
  } as KubernetesObject
  w.otherClaims = w.otherClaims.filter(other => child.kind !== 'DomainClaim' || other.metadata.name !== key)
}

export function all(w: World, kind: keyof typeof groupNames): KubernetesObject[] {
  return Object.values(w.children[groupNames[kind]] ?? {})
}

export function one(w: World, kind: keyof typeof groupNames, name: string): KubernetesObject {
  const found = all(w, kind).find(object => object.metadata.name === name)
  if (found === undefined) throw new Error(`no ${kind} ${name}`)
  return found
}

/** What LBC does once it has looked: address and conditions of this generation. */
export function programGateways(w: World): void {
  for (const gateway of all(w, 'Gateway')) {
    const condition = (type: string) => ({
      type,
      status: 'True',
      reason: type,
      message: '',
      observedGeneration: gateway.metadata.generation
    })
    gateway.status = {
      addresses: [{ type: 'Hostname', value: addressFor(gateway.metadata.name) }],
      conditions: [condition('Accepted'), condition('Programmed')]
    }
  }
}

export function addressFor(gateway: string): string {
  return `k8s-${gateway}-0123456789.eu-central-1.elb.amazonaws.com`
}

export function arnFor(hostname: string, attempt = 0): string {
  const id = hostname.replace('*', 'wildcard').replaceAll('.', '-')
  return `arn:aws:acm:eu-central-1:123456789012:certificate/${id}-${attempt}`
}

/** What the claims' hook reports once ACM has issued. */
export function issueCertificates(w: World): void {
  for (const claim of all(w, 'DomainClaim')) {
    if (claim.status !== undefined) continue
    const { hostname } = claim.spec as { hostname: string }
    claim.status = { certificate: { arn: arnFor(hostname), status: 'ISSUED', attempts: 0 } }
  }
}

/** Syncs until nothing changes any more, LBC and ACM playing their parts; how many rounds it took. */
export function settle(w: World, most = 12): number {
  for (let round = 1; round <= most; round += 1) {
    const before = JSON.stringify(w.children)
    apply(w, sync(w))
    issueCertificates(w)
    programGateways(w)
    if (JSON.stringify(w.children) === before) return round
  }
  throw new Error(`not settled after ${most} rounds`)
}
