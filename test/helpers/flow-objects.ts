import { apiVersion } from '../../hooks/api/schema.ts'
import type { JsonObject, KubeObject } from '../../simulator/api-store/objects.ts'
import type { FlowWorld } from './flow-world.ts'

const gatewayAPI = 'gateway.networking.k8s.io/v1'

/** The objects of a platform team: a GatewayClass, the gateway namespace, and a pool. */
export function aPlatform(spec: JsonObject = {}, domain: JsonObject = {}): KubeObject[] {
  const gatewayClass = {
    apiVersion: gatewayAPI,
    kind: 'GatewayClass',
    metadata: { name: 'alb' },
    spec: { controllerName: 'gateway.k8s.aws/alb' }
  } as unknown as KubeObject
  return [gatewayClass, aNamespace('edge'), aPool('default', spec, domain)]
}

/** A pool with the domain apps.example.com. */
export function aPool(name: string, spec: JsonObject = {}, domain: JsonObject = {}): KubeObject {
  const apps = {
    name: 'apps.example.com',
    hostedZoneID: 'Z0APPS',
    namespaces: { from: 'All' },
    ...domain
  }
  return {
    apiVersion,
    kind: 'GatewayPool',
    metadata: { name },
    spec: { gatewayClassName: 'alb', gatewayNamespace: 'edge', domains: [apps], ...spec }
  } as unknown as KubeObject
}

export function aNamespace(name: string, labels: Record<string, string> = {}): KubeObject {
  const metadata = { name, labels }
  return { apiVersion: 'v1', kind: 'Namespace', metadata } as unknown as KubeObject
}

export function aRequest(
  namespace: string,
  name: string,
  hostname: string,
  spec: JsonObject = {}
): KubeObject {
  return {
    apiVersion,
    kind: 'GatewayHostnameRequest',
    metadata: { namespace, name },
    spec: { hostname, ...spec }
  } as unknown as KubeObject
}

export function aRoute(namespace: string, name: string, spec: JsonObject): KubeObject {
  const metadata = { namespace, name }
  return { apiVersion: gatewayAPI, kind: 'HTTPRoute', metadata, spec } as unknown as KubeObject
}

/** Message of a request's Ready condition. */
export function messageOf(world: FlowWorld, namespace: string, name: string): string {
  const conditions = world.request(namespace, name)?.status?.conditions ?? []
  return conditions.find(({ type }) => type === 'Ready')?.message ?? ''
}
