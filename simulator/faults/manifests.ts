import { apiVersion } from '../../hooks/api/schema.ts'
import { defined } from '../../hooks/defined.ts'
import type { ObjectInput } from '../api-store/objects.ts'
import { isWithin } from './hostnames.ts'
import type { PoolPlan } from './schedule.ts'

/** The ids of the public hosted zones, by domain. */
export const zones: { readonly [domain: string]: string } = {
  'apps.example.com': 'Z0APPS',
  'pay.example.com': 'Z0PAY'
}

/** The ids of the private hosted zones of the same domains. */
export const privateZones: { readonly [domain: string]: string } = {
  'apps.example.com': 'Z0APPSPRIVATE',
  'pay.example.com': 'Z0PAYPRIVATE'
}

/** The public hosted zone of a hostname, in which ACM looks for its validation record. */
export function zoneOf(hostname: string): string {
  const domain = Object.keys(zones).find(name => isWithin(name, hostname))
  return zones[domain ?? ''] ?? ''
}

/** The namespace of the Gateways. */
export const gatewayNamespace = 'edge'
/**
 * How many certificates the hooks take as the account's number of a year. It is small, so that some
 * schedules use up a share.
 */
export const certificatesPerYear = 100
export const region = 'eu-central-1'

/** The namespaces of the teams. */
export const namespaces = ['team-a', 'team-b'] as const

/** The objects that exist before the first request. */
export function groundwork(): readonly ObjectInput[] {
  const gatewayClass = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'alb' },
    spec: { controllerName: 'gateway.k8s.aws/alb' }
  }
  return [gatewayClass, ...[gatewayNamespace, ...namespaces].map(name => namespaceManifest(name))]
}

/** Pools with a selector admit the namespaces with this label. */
export const allowedLabel = { hostnames: 'allowed' }

/** A namespace as the platform team writes it. */
export function namespaceManifest(name: string, isAllowed = true): ObjectInput {
  const labels = isAllowed ? allowedLabel : undefined
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, ...defined({ labels }) } }
}

function domainOf(name: string, plan: PoolPlan) {
  const { privateDomains, namespaces: from, maxHostnamesPerNamespace } = plan
  const publicZone = zoneOf(name)
  const zone = privateDomains.includes(name)
    ? { hostedZoneID: privateZones[name] ?? publicZone, validationZoneID: publicZone }
    : { hostedZoneID: publicZone }
  const selector = from === 'Selector' ? { matchLabels: allowedLabel } : undefined
  return {
    name,
    ...zone,
    namespaces: { from, ...defined({ selector }) },
    apexHostname: 'Allow',
    wildcardHostnames: 'Allow',
    maxHostnamesPerNamespace
  }
}

/** A pool as the platform team writes it. */
export function poolManifest(plan: PoolPlan): ObjectInput {
  const { maxHostnamesPerGateway, maxGateways, releaseGraceSeconds } = plan
  const { ipAddressType, validationRecords, deletionPolicy } = plan
  return {
    apiVersion,
    kind: 'GatewayPool',
    metadata: { name: plan.name },
    spec: {
      gatewayClassName: 'alb',
      gatewayNamespace,
      region,
      domains: plan.domains.map(name => domainOf(name, plan)),
      capacity: { maxHostnamesPerGateway, maxGateways },
      loadBalancer: { ipAddressType },
      dns: { validationRecords },
      releaseGraceSeconds,
      deletionPolicy
    }
  }
}

/** A request as a team writes it. */
export function requestManifest(
  namespace: string,
  name: string,
  hostname: string,
  poolName: string
): ObjectInput {
  return {
    apiVersion,
    kind: 'GatewayHostnameRequest',
    metadata: { name, namespace },
    spec: { hostname, poolName }
  }
}
