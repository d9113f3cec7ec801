import { apiVersion } from '../../hooks/api/schema.ts'
import type { KubeObject } from '../../simulator/api-store/objects.ts'

/** The domain of all hostnames of the benchmark. */
export const domain = 'apps.example.com'
export const zoneID = 'Z0BENCHMARK'
export const region = 'eu-central-1'
export const clusterID = 'bench'
const poolName = 'default'

/**
 * How many hostnames there will be, how many share a Gateway (25 by default, the AWS quota for
 * certificates of an ALB), and how many Gateways the pool may have.
 */
export type Capacity = { hostnames: number; perGateway?: number; maxGateways?: number }

const teams = 10

/** The objects of the platform team: GatewayClass, namespaces, and a pool with enough room. */
export function platformFor({
  hostnames,
  perGateway = 25,
  maxGateways
}: Capacity): readonly KubeObject[] {
  const capacity = {
    maxHostnamesPerGateway: perGateway,
    maxGateways: maxGateways ?? Math.max(10, Math.ceil(hostnames / perGateway))
  }
  const spec = {
    gatewayClassName: 'alb',
    gatewayNamespace: 'edge',
    region,
    domains: [
      {
        name: domain,
        hostedZoneID: zoneID,
        namespaces: { from: 'All' },
        maxHostnamesPerNamespace: 10_000
      }
    ],
    capacity,
    // People choose this wait. The shortest useful one is part of the measurement.
    releaseGraceSeconds: 5,
    // The benchmark measures how fast all hostnames go. So nothing holds them back.
    deletionBrake: { percent: 100 }
  }
  const namespaces = ['edge', ...Array.from({ length: teams }, (_, index) => teamOf(index))]
  return [
    object(
      'gateway.networking.k8s.io/v1',
      'GatewayClass',
      { name: 'alb' },
      { controllerName: 'gateway.k8s.aws/alb' }
    ),
    ...namespaces.map(name => object('v1', 'Namespace', { name }, {})),
    object(apiVersion, 'GatewayPool', { name: poolName }, spec)
  ]
}

/** The request of a team for one hostname. */
export function requestFor(index: number): KubeObject {
  const name = `app-${String(index + 1).padStart(5, '0')}`
  const spec = { hostname: `${name}.${domain}`, poolName }
  return object(apiVersion, 'GatewayHostnameRequest', { name, namespace: teamOf(index) }, spec)
}

function teamOf(index: number): string {
  return `team-${String((index % teams) + 1).padStart(2, '0')}`
}

function object(apiVersion: string, kind: string, metadata: object, spec: object): KubeObject {
  return { apiVersion, kind, metadata, spec } as unknown as KubeObject
}
