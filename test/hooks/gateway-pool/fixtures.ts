import type { GatewayPool, GatewayPoolSpec } from '../../../hooks/api/gateway-pool.ts'
import type { KubernetesObject } from '../../../hooks/api/objects.ts'
import { apiVersion } from '../../../hooks/api/schema.ts'

export const start = Date.parse('2026-09-01T10:00:00Z')
export const edge = 'edge'

export function iso(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}

type SpecChanges = {
  [Key in keyof GatewayPoolSpec]?: Partial<GatewayPoolSpec[Key]> | GatewayPoolSpec[Key]
}

/** A pool as the API server gives it: with its defaults. */
export function pool(changes: SpecChanges = {}, name = 'public'): GatewayPool {
  const { capacity, loadBalancer, dns, deletionBrake, ...rest } = changes
  const spec = {
    gatewayClassName: 'alb',
    gatewayNamespace: edge,
    region: 'eu-central-1',
    domains: [domain()],
    releaseGraceSeconds: 300,
    deletionPolicy: 'Delete',
    ...rest,
    deletionBrake: { percent: 50, atLeast: 10, ...deletionBrake },
    capacity: { maxHostnamesPerGateway: 25, minGateways: 0, maxGateways: 10, ...capacity },
    loadBalancer: {
      scheme: 'internet-facing',
      ipAddressType: 'ipv4',
      sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      targetType: 'ip',
      ...loadBalancer
    },
    dns: {
      evaluateTargetHealth: true,
      validationTTLSeconds: 300,
      validationRecords: 'Delete',
      ...dns
    }
  } as GatewayPoolSpec
  return {
    apiVersion,
    kind: 'GatewayPool',
    metadata: { name, uid: `uid-${name}`, generation: 1 },
    spec
  }
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
export function request(
  hostname: unknown,
  namespace = 'shop',
  changes: Partial<{ uid: string; age: number }> = {}
) {
  requests += 1
  const uid =
    changes.uid ?? `r-${namespace}-${String(hostname).replace(/[^a-z0-9]+/g, '-')}-${requests}`
  const name = `request-${uid}`.slice(0, 60)
  return {
    apiVersion,
    kind: 'GatewayHostnameRequest',
    metadata: {
      name,
      namespace,
      uid,
      generation: 1,
      creationTimestamp: iso(start - (changes.age ?? 60) * 1000)
    },
    spec: { hostname, poolName: 'public' } as Record<string, unknown>
  } satisfies KubernetesObject
}
