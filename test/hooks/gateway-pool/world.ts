import type { GatewayPool } from '../../../hooks/api/gateway-pool.ts'
import type { DesiredObject, KubernetesObject } from '../../../hooks/api/objects.ts'
import { apiVersion } from '../../../hooks/api/schema.ts'
import { listenersOf } from '../../../hooks/gateway-pool/observe/read-gateways.ts'
import { syncPool } from '../../../hooks/gateway-pool/sync.ts'
import type { ObjectGroups, SyncRequest, SyncResponse } from '../../../hooks/wire/metacontroller.ts'
import { iso, pool, start } from './fixtures.ts'
import { problemsOf } from './valid-children.ts'

/** A small world around the pool's hook: what the API server, the claims' hook and LBC would do. */

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
  const byKey = (objects: readonly KubernetesObject[]) =>
    Object.fromEntries(objects.map(o => [keyOf(o), o]))
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

/**
 * One sync of the world as it is. Whatever is rendered has to be valid, unless it is listed again
 * as it was.
 */
export function sync(w: World) {
  const answer = syncPool(requestOf(w), { now: w.now, defaultRegion: 'eu-west-1' })
  const asTheyWere = new Set(
    [...observed(w), ...w.otherClaims].map(({ spec }) => JSON.stringify(spec))
  )
  const changed = answer.children.filter(child => !asTheyWere.has(JSON.stringify(child.spec)))
  const problems = problemsOf(changed)
  if (problems.length > 0) throw new Error(problems.join('; '))
  return answer
}

/**
 * Does with an answer what Metacontroller and the API server do; claims wait for AWS when deleted.
 */
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
  const spec = child.kind === 'Gateway' ? withForeignListeners(before, child.spec) : child.spec
  const changed = JSON.stringify(before?.spec) !== JSON.stringify(spec)
  const generation = (before?.metadata.generation ?? 0) + (changed ? 1 : 0)
  group[key] = {
    ...before,
    ...structuredClone({ ...child, spec }),
    metadata: {
      uid: `uid-${child.kind}-${key}`,
      creationTimestamp: iso(w.now),
      ...before?.metadata,
      ...child.metadata,
      generation
    }
  } as KubernetesObject
  w.otherClaims = w.otherClaims.filter(
    other => child.kind !== 'DomainClaim' || other.metadata.name !== key
  )
}

/** Server-side apply leaves listeners where they are that somebody else owns too. */
function withForeignListeners(before: KubernetesObject | undefined, spec: unknown): unknown {
  const { listeners } = spec as { listeners: readonly { name: string }[] }
  const names = new Set(listeners.map(({ name }) => name))
  const kept = listenersOf(before).filter(
    ({ name, otherManagers }) => otherManagers.length > 0 && !names.has(name)
  )
  return { ...(spec as object), listeners: [...listeners, ...kept.map(({ raw }) => raw)] }
}

/** Somebody applies a Gateway as it is: from then on its listeners have two managers. */
export function applyByHand(gateway: KubernetesObject): void {
  const names = listenersOf(gateway).map(({ name }) => [
    `k:${JSON.stringify({ name })}`,
    { '.': {} }
  ])
  const fieldsV1 = { 'f:spec': { 'f:listeners': Object.fromEntries(names) } }
  gateway.metadata.managedFields = [{ manager: 'kubectl', operation: 'Apply', fieldsV1 }]
}

function observed(w: World): KubernetesObject[] {
  return Object.values(w.children).flatMap(group => Object.values(group))
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

/** One sync notes what is released, the next one deletes it. */
export function letGo(w: World): void {
  apply(w, sync(w))
  apply(w, sync(w))
}

/**
 * Syncs until nothing changes any more, LBC and ACM playing their parts; how many rounds it took.
 */
export function settle(w: World, most = 12): number {
  for (let round = 1; round <= most; round += 1) {
    const state = () => JSON.stringify([w.children, w.pool.status?.deletionBrake])
    const before = state()
    apply(w, sync(w))
    issueCertificates(w)
    programGateways(w)
    if (state() === before) return round
  }
  throw new Error(`not settled after ${most} rounds`)
}
