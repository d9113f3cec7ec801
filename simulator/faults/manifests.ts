import { apiVersion } from '../../hooks/api/schema.ts'
import type { ObjectInput } from '../api-store/objects.ts'
import { namespaces } from './draw-schedule.ts'
import type { PoolPlan } from './schedule.ts'

/** The zones that stand behind the domains. */
export const zones: { readonly [domain: string]: string } = {
  'apps.example.com': 'Z0APPS',
  'pay.example.com': 'Z0PAY'
}

/** The public hosted zone of a hostname, where ACM looks for its validation record. */
export function zoneOf(hostname: string): string {
  const domain = Object.keys(zones).find(name => hostname === name || hostname.endsWith(`.${name}`))
  return zones[domain ?? ''] ?? ''
}

/** The private zones of the same domains. */
export const privateZones: { readonly [domain: string]: string } = {
  'apps.example.com': 'Z0APPSPRIVATE',
  'pay.example.com': 'Z0PAYPRIVATE'
}

/** The namespace of the Gateways. */
export const gatewayNamespace = 'edge'
export const region = 'eu-central-1'

/** What is there before anybody asks for anything. */
export function groundwork(): readonly ObjectInput[] {
  const gatewayClass = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'alb' },
    spec: { controllerName: 'gateway.k8s.aws/alb' }
  }
  return [gatewayClass, ...[gatewayNamespace, ...namespaces].map(name => namespaceManifest(name))]
}

/** The label of namespaces that pools with a selector admit. */
export const allowedLabel = { hostnames: 'allowed' }

/** A namespace as the platform team writes it. */
export function namespaceManifest(name: string, isAllowed = true): ObjectInput {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, ...(isAllowed && { labels: allowedLabel }) }
  }
}

function domainOf(
  name: string,
  { privateDomains, namespaces, maxHostnamesPerNamespace }: PoolPlan
) {
  const publicZone = zoneOf(name)
  const zone = privateDomains.includes(name)
    ? { hostedZoneID: privateZones[name] ?? publicZone, validationZoneID: publicZone }
    : { hostedZoneID: publicZone }
  const selector = namespaces === 'Selector' ? { selector: { matchLabels: allowedLabel } } : {}
  return {
    name,
    ...zone,
    namespaces: { from: namespaces, ...selector },
    apexHostname: 'Allow',
    wildcardHostnames: 'Allow',
    maxHostnamesPerNamespace
  }
}

/** A pool as the platform team writes it. */
export function poolManifest(plan: PoolPlan): ObjectInput {
  const {
    maxHostnamesPerGateway,
    maxGateways,
    releaseGraceSeconds,
    deletionPolicy,
    validationRecords
  } = plan
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
      loadBalancer: { ipAddressType: plan.ipAddressType },
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
