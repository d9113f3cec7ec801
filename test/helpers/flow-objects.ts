import { apiVersion } from '../../hooks/api/schema.ts'
import type { JsonObject, KubeObject } from '../../simulator/api-store/objects.ts'
import type { FlowWorld } from './flow-world.ts'

/** What a platform team has: a GatewayClass, the gateway namespace, and a pool with one domain. */
export function aPlatform(spec: JsonObject = {}, domain: JsonObject = {}): KubeObject[] {
  return [
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: 'alb' },
      spec: { controllerName: 'gateway.k8s.aws/alb' }
    },
    aNamespace('edge'),
    aPool('default', spec, domain)
  ] as unknown as KubeObject[]
}

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
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels }
  } as unknown as KubeObject
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

/** Message of a request's Ready condition. */
export function messageOf(world: FlowWorld, namespace: string, name: string): string {
  return (
    world.request(namespace, name)?.status?.conditions?.find(c => c.type === 'Ready')?.message ?? ''
  )
}
