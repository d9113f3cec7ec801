import type { HostnameRequest } from '../../hooks/api/gateway-hostname-request.ts'
import { apiVersion } from '../../hooks/api/schema.ts'
import { conditionOf } from '../../hooks/conditions/conditions.ts'
import { defined } from '../../hooks/defined.ts'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import {
  createEmbeddedAws,
  type EmbeddedAws,
  type EmbeddedAwsOptions
} from '../../simulator/aws/embedded-aws.ts'
import type { RequestHandler } from '../../simulator/aws/request-handler.ts'
import { type Cluster, type ClusterOptions, startCluster } from '../../simulator/cluster/cluster.ts'
import {
  createInProcessHooks,
  type InProcessHooks,
  type InProcessHooksOptions
} from '../../simulator/cluster/in-process-hooks.ts'
import { projectFolder, readManifests } from '../../simulator/cluster/manifests.ts'
import { createVirtualClock, type VirtualClock } from '../../simulator/virtual-clock.ts'

const region = 'eu-central-1'

/** What runs in a flow test, on virtual time. */
type Running = {
  clock: VirtualClock
  cloud: EmbeddedAws
  cluster: Cluster
  hooks: InProcessHooks
}

/** Everything together: API store, Metacontroller, hooks, AWS and load balancer controller. */
export type FlowWorld = Running & {
  /** Applies objects, and creates the hosted zones that pools name. */
  apply: (...objects: readonly KubeObject[]) => void
  /** Applies files of `examples/`. */
  applyExamples: (...files: readonly string[]) => void
  request: (namespace: string, name: string) => HostnameRequest | undefined
  /** The Ready condition of a request: `True Ready`, `False DomainNotAllowed`, or `absent`. */
  ready: (namespace: string, name: string) => string
  remove: (kind: string, name: string, namespace?: string) => void
  list: (kind: string) => readonly KubeObject[]
  /** Runs until the predicate holds or the time has passed. @returns whether it holds */
  until: (predicate: () => boolean, withinSeconds?: number) => Promise<boolean>
  /** Runs until a request is Ready or the time has passed. @returns whether the request is Ready */
  untilReady: (namespace: string, name: string, withinSeconds?: number) => Promise<boolean>
  /** Runs until no object of the kind is left or the time has passed. @returns whether none is */
  untilGone: (kind: string, withinSeconds?: number) => Promise<boolean>
  /** Ends everything. Waits until the calls in flight have ended. */
  stop: () => Promise<void>
}

/** Options of the hooks. `guard` returns the handler with which they call the embedded AWS. */
type HookOptions = Partial<InProcessHooksOptions> & {
  guard?: (cloud: EmbeddedAws) => RequestHandler
}

export function createFlowWorld(
  aws: Partial<EmbeddedAwsOptions> = {},
  options: Partial<ClusterOptions> = {},
  hooks: HookOptions = {}
): FlowWorld {
  const running = start(aws, options, hooks)
  const { clock, cluster } = running
  const waits = createWaits(running)
  return {
    ...running,
    ...waits,
    apply: (...objects) => {
      for (const object of objects) applyObject(running, object)
    },
    applyExamples: (...files) => {
      const objects = readManifests(files.map(file => projectFolder(`examples/${file}`)))
      for (const object of objects) applyObject(running, object)
    },
    request: (namespace, name) => findRequest(cluster, namespace, name),
    ready: (namespace, name) => describeReady(cluster, namespace, name),
    remove: (kind, name, namespace) => {
      const ref = { apiVersion: versionOf(cluster, kind), kind, name, ...defined({ namespace }) }
      cluster.store.delete(ref)
    },
    list: kind => listOf(cluster, kind),
    stop: async () => {
      await Promise.all([cluster.stop(), clock.advance(60_000)])
    }
  }
}

function start(
  aws: Partial<EmbeddedAwsOptions>,
  options: Partial<ClusterOptions>,
  { guard, ...hookOptions }: HookOptions
): Running {
  const clock = createVirtualClock()
  const cloud = createEmbeddedAws({ clock, aliasTargets: 'existing', ...aws })
  const guarded = guard && { requestHandler: () => guard(cloud) }
  const hooks = createInProcessHooks({
    clock,
    cloud,
    cluster: 'test-cluster',
    region,
    ...guarded,
    ...hookOptions
  })
  const cluster = startCluster({ clock, cloud, call: hooks.call, region, ...options })
  return { clock, cloud, cluster, hooks }
}

function createWaits({
  clock,
  cluster
}: Running): Pick<FlowWorld, 'until' | 'untilReady' | 'untilGone'> {
  async function until(predicate: () => boolean, withinSeconds = 1800): Promise<boolean> {
    return (await clock.runUntil(predicate, { within: withinSeconds * 1000 })) === 'reached'
  }
  return {
    until,
    untilReady: (namespace, name, withinSeconds) =>
      until(() => describeReady(cluster, namespace, name) === 'True Ready', withinSeconds),
    untilGone: (kind, withinSeconds) =>
      until(() => listOf(cluster, kind).length === 0, withinSeconds)
  }
}

function applyObject({ cloud, cluster }: Running, object: KubeObject): void {
  for (const { id, name } of zonesOf(object))
    if (!cloud.zones.list().some(zone => zone.id === id)) cloud.zones.create(name, { id })
  cluster.store.apply(object, { manager: 'kubectl' })
}

function zonesOf(object: KubeObject): { id: string; name: string }[] {
  if (object.kind !== 'GatewayPool') return []
  const { domains } = object.spec as { domains: { name: string; hostedZoneID: string }[] }
  return domains.map(({ name, hostedZoneID }) => ({ id: hostedZoneID, name }))
}

function findRequest({ store }: Cluster, namespace: string, name: string) {
  const found = store.get({ apiVersion, kind: 'GatewayHostnameRequest', namespace, name })
  return found as unknown as HostnameRequest | undefined
}

function describeReady(cluster: Cluster, namespace: string, name: string): string {
  const request = findRequest(cluster, namespace, name)
  if (request === undefined) return 'absent'
  const condition = conditionOf(request.status?.conditions, 'Ready')
  return condition === undefined ? 'unknown' : `${condition.status} ${condition.reason}`
}

function listOf(cluster: Cluster, kind: string): readonly KubeObject[] {
  return cluster.store.list({ apiVersion: versionOf(cluster, kind), kind })
}

function versionOf({ store }: Cluster, kind: string): string {
  return store.kinds.all.find(known => known.kind === kind)?.apiVersion ?? 'v1'
}
