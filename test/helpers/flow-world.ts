import type { HostnameRequest } from '../../hooks/api/gateway-hostname-request.ts'
import { apiVersion } from '../../hooks/api/schema.ts'
import { defined } from '../../hooks/defined.ts'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import {
  createEmbeddedAws,
  type EmbeddedAws,
  type EmbeddedAwsOptions
} from '../../simulator/aws/embedded-aws.ts'
import { type Cluster, type ClusterOptions, startCluster } from '../../simulator/cluster/cluster.ts'
import {
  createInProcessHooks,
  type InProcessHooks
} from '../../simulator/cluster/in-process-hooks.ts'
import { projectFolder, readManifests } from '../../simulator/cluster/manifests.ts'
import { createVirtualClock, type VirtualClock } from '../../simulator/virtual-clock.ts'

const region = 'eu-central-1'

/** Everything at once on virtual time: API store, engine, hooks, AWS and load balancer controller. */
export type FlowWorld = {
  clock: VirtualClock
  cloud: EmbeddedAws
  cluster: Cluster
  hooks: InProcessHooks
  apply: (...objects: readonly KubeObject[]) => void
  /** Applies files of `examples/`; objects that the API refuses are left out. */
  applyExamples: (...files: readonly string[]) => void
  request: (namespace: string, name: string) => HostnameRequest | undefined
  /** `True Ready`, `False DomainNotAllowed`, or `absent`. */
  ready: (namespace: string, name: string) => string
  remove: (kind: string, name: string, namespace?: string) => void
  /** Runs until the predicate holds or so many virtual seconds are over. @returns whether it holds */
  until: (predicate: () => boolean, withinSeconds?: number) => Promise<boolean>
  list: (kind: string) => readonly KubeObject[]
  /** Ends everything, letting what is in flight come to its end. */
  stop: () => Promise<void>
}

export function createFlowWorld(
  aws: Partial<EmbeddedAwsOptions> = {},
  options: Partial<ClusterOptions> = {}
): FlowWorld {
  const clock = createVirtualClock()
  const cloud = createEmbeddedAws({ clock, aliasTargets: 'existing', ...aws })
  const hooks = createInProcessHooks({ clock, cloud, cluster: 'test-cluster', region })
  const cluster = startCluster({ clock, cloud, call: hooks.call, region, ...options })
  const { store } = cluster

  function apply(...objects: readonly KubeObject[]): void {
    for (const object of objects) {
      for (const { id, name } of zonesOf(object))
        if (!cloud.zones.list().some(zone => zone.id === id)) cloud.zones.create(name, { id })
      store.apply(object, { manager: 'kubectl' })
    }
  }

  function request(namespace: string, name: string): HostnameRequest | undefined {
    return store.get({ apiVersion, kind: 'GatewayHostnameRequest', namespace, name }) as unknown as
      | HostnameRequest
      | undefined
  }

  return {
    clock,
    cloud,
    cluster,
    hooks,
    apply,
    applyExamples(...files) {
      const objects = readManifests(files.map(file => projectFolder(`examples/${file}`)))
      for (const object of objects) apply(object)
    },
    request,
    ready(namespace, name) {
      const found = request(namespace, name)
      const condition = found?.status?.conditions?.find(c => c.type === 'Ready')
      if (found === undefined) return 'absent'
      return condition === undefined ? 'unknown' : `${condition.status} ${condition.reason}`
    },
    remove: (kind, name, namespace) => {
      store.delete({
        apiVersion: versionOf(cluster, kind),
        kind,
        name,
        ...defined({ namespace })
      })
    },
    until: async (predicate, withinSeconds = 1800) =>
      (await clock.runUntil(predicate, { within: withinSeconds * 1000 })) === 'reached',
    list: kind => store.list({ apiVersion: versionOf(cluster, kind), kind }),
    stop: async () => {
      await Promise.all([cluster.stop(), clock.advance(60_000)])
    }
  }
}

function versionOf({ store }: Cluster, kind: string): string {
  return store.kinds.all.find(k => k.kind === kind)?.apiVersion ?? 'v1'
}

function zonesOf(object: KubeObject): { id: string; name: string }[] {
  if (object.kind !== 'GatewayPool') return []
  const { domains } = object.spec as { domains: { name: string; hostedZoneID: string }[] }
  return domains.map(({ name, hostedZoneID }) => ({ id: hostedZoneID, name }))
}
