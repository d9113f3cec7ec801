import { apiVersion } from '../../hooks/api/schema.ts'
import type { ObjectInput } from '../api-store/objects.ts'
import { namespaces } from './draw-schedule.ts'
import type { PoolPlan } from './schedule.ts'

/** The zones that stand behind the domains. */
export const zones: { readonly [domain: string]: string } = {
  'apps.example.com': 'Z0APPS',
  'pay.example.com': 'Z0PAY'
}

/** The hosted zone of a hostname. */
export function zoneOf(hostname: string): string {
  const domain = Object.keys(zones).find(name => hostname === name || hostname.endsWith(`.${name}`))
  return zones[domain ?? ''] ?? ''
}

/** The namespace of the Gateways. */
export const gatewayNamespace = 'edge'
export const region = 'eu-central-1'

/** What is there before anybody asks for anything. */
export function groundwork(): readonly ObjectInput[] {
  const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  const gatewayClass = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'alb' },
    spec: { controllerName: 'gateway.k8s.aws/alb' }
  }
  return [gatewayClass, ...[gatewayNamespace, ...namespaces].map(namespace)]
}

/** A pool as the platform team writes it. */
export function poolManifest(plan: PoolPlan): ObjectInput {
  const domains = plan.domains.map(name => ({
    name,
    hostedZoneID: zoneOf(name),
    namespaces: { from: 'All' },
    apexHostname: 'Allow',
    wildcardHostnames: 'Allow'
  }))
  const { maxHostnamesPerGateway, maxGateways, releaseGraceSeconds, deletionPolicy, validationRecords } = plan
  return {
    apiVersion,
    kind: 'GatewayPool',
    metadata: { name: plan.name },
    spec: {
      gatewayClassName: 'alb',
      gatewayNamespace,
      region,
      domains,
      capacity: { maxHostnamesPerGateway, maxGateways },
      dns: { validationRecords },
      releaseGraceSeconds,
      deletionPolicy
    }
  }
}

/** A request as a team writes it. */
export function requestManifest(namespace: string, name: string, hostname: string, poolName: string): ObjectInput {
  return { apiVersion, kind: 'GatewayHostnameRequest', metadata: { name, namespace }, spec: { hostname, poolName } }
}
